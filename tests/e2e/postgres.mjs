// A PostgreSQL server in a folder of its own, which writes down all that it can be told to write down.
import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, chownSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const programs = '/usr/lib/postgresql/15/bin';

// It refuses to run as root, so that root runs it as the user of Debian's package.
function owner() {
    if (process.getuid() !== 0) return {};
    const [, , uid, gid] = readFileSync('/etc/passwd', 'utf8').split('\n').find((line) => line.startsWith('postgres:')).split(':');
    return { uid: Number(uid), gid: Number(gid) };
}

// Every statement with its parameters; and work that needs more than a little memory is done in temporary files.
const talkative = ['log_statement=all', 'log_min_duration_statement=0', 'log_parameter_max_length_on_error=-1', 'log_min_messages=debug1', 'work_mem=64kB',
    'temp_buffers=800kB', 'remove_temp_files_after_crash=off'];

export class Postgres {
    constructor(folder) {
        this.folder = folder;
        this.data = path.join(folder, 'data');
        this.log = path.join(folder, 'log');
        this.url = `postgresql:///postgres?user=broadsheet&host=${folder}`;
        this.as = owner();
        appendFileSync(this.log, '');
        if (this.as.uid) for (const one of [folder, this.log]) chownSync(one, this.as.uid, this.as.gid);
        this.run('initdb', '-D', this.data, '-U', 'broadsheet', '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync', '--wal-segsize=1');
        process.on('exit', () => this.process?.kill('SIGQUIT'));
    }

    run(program, ...args) {
        const result = spawnSync(path.join(programs, program), args, { ...this.as, cwd: '/', encoding: 'utf8', maxBuffer: 1 << 28 });
        if (result.status !== 0) throw new Error(`${program}: ${result.stderr}`);
        return result.stdout;
    }

    query(sql) {
        return this.run('psql', '-q', '-d', this.url, '-c', sql);
    }

    async start() {
        const said = openSync(this.log, 'a');
        const settings = ['listen_addresses=', ...talkative].flatMap((one) => ['-c', one]);
        this.process = spawn(path.join(programs, 'postgres'), ['-D', this.data, '-k', this.folder, ...settings], { ...this.as, cwd: '/', stdio: ['ignore', said, said] });
        this.ended = new Promise((resolve) => this.process.on('exit', resolve));
        while (spawnSync(path.join(programs, 'pg_isready'), ['-q', '-U', 'broadsheet', '-h', this.folder]).status !== 0) {
            if (this.process.exitCode !== null) throw new Error(readFileSync(this.log, 'utf8'));
            await sleep(20);
        }
    }

    // At once, without tidying up: the next start goes on from the log (WAL).
    async die() {
        this.process.kill('SIGQUIT');
        await this.ended;
    }
}
