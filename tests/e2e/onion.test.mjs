// The newspaper as an onion service, with the torrc of docs/mirrors.md, in a Tor network of our own on loopback.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { after, test } from 'node:test';
import { copyOfDemo, program, root, temporaryFolder } from './newspaper.mjs';

const folder = temporaryFolder();
const torPatience = 240_000;
const started = [];
after(() => started.forEach((child) => child.kill('SIGKILL')));

async function freePorts(count) {
    const servers = await Promise.all(Array.from({ length: count }, () => new Promise((resolve) => {
        const server = net.createServer().listen(0, '127.0.0.1', () => resolve(server));
    })));
    const ports = servers.map((server) => server.address().port);
    await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    return ports;
}

const network = (authorities) => `TestingTorNetwork 1
AssumeReachable 1
PathsNeededToBuildCircuits 0.25
TestingDirAuthVoteExit *
TestingDirAuthVoteHSDir *
TestingDirAuthVoteGuard *
V3AuthNIntervalsValid 2
TestingV3AuthInitialVotingInterval 20
TestingV3AuthInitialVoteDelay 4
TestingV3AuthInitialDistDelay 4
V3AuthVotingInterval 20
V3AuthVoteDelay 4
V3AuthDistDelay 4
Log notice file log
ShutdownWaitLength 0
${authorities.join('\n')}
`;

function run(name, torrc) {
    const data = path.join(folder, name);
    writeFileSync(path.join(data, 'torrc'), `DataDirectory ${data}\n${torrc.replace('file log', `file ${data}/log`)}`);
    const child = spawn('tor', ['-f', path.join(data, 'torrc'), '--ignore-missing-torrc'], { cwd: data, stdio: 'ignore' });
    started.push(child);
    return data;
}

/** Makes an authority's keys, and returns its DirAuthority line. */
function authority(name, orPort, dirPort) {
    const data = path.join(folder, name);
    mkdirSync(path.join(data, 'keys'), { recursive: true, mode: 0o700 });
    const made = spawnSync('tor-gencert', ['--create-identity-key', '--passphrase-fd', '0', '-a', `127.0.0.1:${dirPort}`, '-m', '2'], { cwd: path.join(data, 'keys'), input: 'test\n', encoding: 'utf8' });
    assert.equal(made.status, 0, made.stderr);
    const identity = /^fingerprint ([0-9A-F]+)$/m.exec(readFileSync(path.join(data, 'keys/authority_certificate'), 'utf8'))[1];
    const listed = spawnSync('tor', ['--list-fingerprint', '--DataDirectory', data, '--ORPort', String(orPort), '--Nickname', name, '--DirAuthority', `x 127.0.0.1:1 ${'A'.repeat(40)}`, '--TestingTorNetwork', '1', '-f', '/dev/null', '--ignore-missing-torrc'], { encoding: 'utf8' });
    const fingerprint = listed.stdout.trim().split('\n').at(-1).replace(/^\S+ /, '').replaceAll(' ', '');
    return `DirAuthority ${name} orport=${orPort} no-v2 v3ident=${identity} 127.0.0.1:${dirPort} ${fingerprint}`;
}

const until = async (what, look) => {
    for (const end = Date.now() + torPatience; Date.now() < end;) {
        const found = await look();
        if (found) return found;
        await new Promise((resolve) => setTimeout(resolve, 500));
    }
    throw new Error(`not in ${torPatience / 1000} s: ${what}`);
};

test('the documented torrc serves the newspaper, and its pages name the onion service', { timeout: 2 * torPatience }, async () => {
    const data = copyOfDemo();
    const socket = path.join(temporaryFolder(), 'onion.sock');
    const count = 4;
    const ports = await freePorts(2 * count + 1);
    const authorities = [];
    for (let at = 0; at < 3; ++at) authorities.push(authority(`auth${at}`, ports[2 * at], ports[2 * at + 1]));
    for (let at = 0; at < count; ++at) {
        const name = at < 3 ? `auth${at}` : `relay${at}`;
        mkdirSync(path.join(folder, name), { recursive: true, mode: 0o700 });
        run(name, `${network(authorities)}Nickname ${name}\nAddress 127.0.0.1\nORPort ${ports[2 * at]}\nDirPort ${ports[2 * at + 1]}\nSocksPort 0\nContactInfo a@b.example\nExitRelay 0\n`
            + (at < 3 ? 'AuthoritativeDirectory 1\nV3AuthoritativeDirectory 1\n' : ''));
    }
    const documented = readFileSync(path.join(root, 'docs/mirrors.md'), 'utf8');
    const service = documented.split('# /etc/tor/torrc\n')[1].split('\n\n')[0].replace(/^ +/gm, '')
        .replace('/var/lib/tor/lantern', path.join(folder, 'service/lantern')).replace('/run/broadsheet/onion.sock', socket);
    for (const name of ['service', 'client']) mkdirSync(path.join(folder, name), { mode: 0o700 });
    run('service', `${network(authorities)}SocksPort 0\n${service}\n`);
    run('client', `${network(authorities)}SocksPort ${ports.at(-1)}\n`);
    const onion = await until('an onion name', () => { try { return readFileSync(path.join(folder, 'service/lantern/hostname'), 'utf8').trim(); } catch { return ''; } });
    assert.match(onion, /^[a-z2-7]{56}\.onion$/);
    started.push(spawn(program, ['--data', data, 'serve', '--listen', '127.0.0.1:0', '--onion-listen', `unix:${socket}`, '--admin-listen', '', '--onion', `http://${onion}`], { stdio: 'ignore' }));
    const got = await until('the front page over Tor', () => {
        const curl = spawnSync('curl', ['-sS', '-i', '--max-time', '20', '--socks5-hostname', `127.0.0.1:${ports.at(-1)}`, `http://${onion}/`], { encoding: 'utf8' });
        return curl.status === 0 && curl.stdout;
    });
    assert.match(got, /The Lantern/);
    assert.match(got, new RegExp(`^Onion-Location: http://${onion}/\r$`, 'm'));
});
