// Starts newspapers for the end-to-end tests: makes one, imports into it, serves it on a free port.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const program = process.env.BROADSHEET ?? path.join(root, 'build/release/broadsheet');

// Runs a command of ours and returns {status, stdout, stderr}.
export function broadsheet(data, ...args) {
    return spawnSync(program, ['--data', data, ...args], { encoding: 'utf8' });
}

// Like broadsheet(), for commands that must succeed.
export function done(data, ...args) {
    const result = broadsheet(data, ...args);
    if (result.status !== 0) throw new Error(`broadsheet ${args.join(' ')}: ${result.stderr}${result.stdout}`);
    return result.stdout;
}

export function temporaryFolder() {
    const folder = mkdtempSync(path.join(tmpdir(), 'broadsheet-e2e-'));
    process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
    return folder;
}

// Serves a newspaper, at a free port unless told where, and returns {url, admin, invitation, pid, stop()}; the invitation is the link for the owner's account,
// while there is none.
export const serve = (data, ...args) => serveIn({}, data, ...args);

// The same, with variables added to the server's environment.
export async function serveIn(environment, data, ...args) {
    if (!args.includes('--listen')) args.push('--listen', '127.0.0.1:0');
    const child = spawn(
        program,
        ['--data', data, 'serve', '--admin-listen', '127.0.0.1:0', ...args],
        { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...environment } });
    process.on('exit', () => child.kill('SIGKILL'));
    const ended = new Promise((resolve) => child.on('exit', (code, signal) => resolve({ code, signal })));
    const found = {};
    for await (const line of createInterface({ input: child.stdout })) {
        found.invitation ??= line.match(/^Make the owner's account.* (http\S+)$/)?.[1];
        const [, what, address] = line.match(/^(Reading|Health and metrics) at (\S+)\/$/) ?? [];
        if (what === 'Reading') found.url = address;
        if (what === 'Health and metrics') found.admin = address;
        if (found.url && found.admin) break;
    }
    if (!found.url) throw new Error(`the server did not start: ${JSON.stringify(await ended)}`);
    return {
        ...found,
        pid: child.pid,
        ended,
        async stop(signal = 'SIGTERM') {
            child.kill(signal);
            return ended;
        },
    };
}

let demo;

// A copy of the demo newspaper's folder; it is made once, since its pictures take a while to draw.
export function copyOfDemo() {
    if (!demo) {
        demo = path.join(temporaryFolder(), 'demo');
        done(demo, 'init', '--title', 'The Lantern');
        done(demo, 'import', 'markdown', path.join(root, 'demo'));
    }
    const copy = path.join(temporaryFolder(), 'demo');
    cpSync(demo, copy, { recursive: true });
    return copy;
}

// The demo newspaper, served.
export async function serveDemo() {
    const data = copyOfDemo();
    return { data, ...(await serve(data)) };
}
