#!/usr/bin/env node
// Contributions by Stripe, with the serving process killed (SIGKILL) again and again while readers begin to give, webhooks
// come and reconciliation runs: after the last start the ledger is what Stripe's own books say, and no event that was taken is lost.
//
// Run as kill_contributions.mjs PROGRAM DATABASE, where DATABASE is `sqlite`, or `postgresql` for the server of the folder
// BROADSHEET_TEST_POSTGRES; BROADSHEET_KILLS says how often it is killed (100), BROADSHEET_SEED what is drawn. A life ends after
// so many steps, not after a time, so that a slow machine does as much as a quick one.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { serveStripe } from './stripe/api.mjs';
import { Books } from './stripe/books.mjs';
import { happen, randomNumbers } from './stripe/happenings.mjs';

const runFile = promisify(execFile); // not the waiting one: it asks the stand-in of this very process
const [program, kind] = process.argv.slice(2);
const kills = Number(process.env.BROADSHEET_KILLS ?? 100);
const seed = Number(process.env.BROADSHEET_SEED ?? Date.now() % 1_000_000_000);
const random = randomNumbers(seed);
const day = 86_400;
const readersAtFirst = 8;
const livesOfAReader = 5; // and then one more comes
const stepsOfALife = 40;

function shared() {
    try {
        accessSync('/dev/shm', constants.W_OK);
        return '/dev/shm';
    } catch {
        return tmpdir();
    }
}

async function makePostgresDatabase(name) {
    const folder = process.env.BROADSHEET_TEST_POSTGRES;
    await runFile('/usr/lib/postgresql/15/bin/psql', ['-q', '-h', folder, '-U', 'broadsheet', '-d', 'postgres', '-c', `CREATE DATABASE "${name}"`]);
    return `postgresql:///${name}?user=broadsheet&host=${folder}`;
}

const folder = mkdtempSync(path.join(shared(), 'broadsheet-kill-'));
const database = kind === 'sqlite' ? path.join(folder, 'newspaper.db') : await makePostgresDatabase(path.basename(folder).replaceAll('-', '_'));
const fake = await serveStripe(new Books());
const { books } = fake;

const at = (now) => ({ ...process.env, BROADSHEET_NOW: String(now) });
const run = async (action, ...more) => (await runFile(program, [action, folder, database, ...more], { env: at(books.now * 1000) })).stdout;

// None outlives a test that fails.
let serving;
process.on('exit', () => serving?.kill('SIGKILL'));

// One process, from its start to its death.
class Life {
    constructor() {
        // The clock is wrong by up to two days, one way or the other.
        this.began = Date.now();
        this.now = (books.now + random(4 * day) - 2 * day) * 1000;
        this.left = 1 + random(stepsOfALife);
        fake.refuse = random(10) === 0;
        serving = this.process = spawn(program, ['serve', folder, database], { env: at(this.now), stdio: ['ignore', 'pipe', 'inherit'] });
        this.death = new AbortController();
        this.ended = once(this.process, 'close').then(() => this.death.abort());
    }

    get isOver() { return this.left <= 0 || this.death.signal.aborted; }

    // Between any two of these it may die: at once, or in the middle of what follows.
    step() {
        this.left -= 1;
        if (this.left !== 0) return;
        if (random(2)) this.process.kill('SIGKILL');
        else setTimeout(() => this.process.kill('SIGKILL'), random(4));
    }

    // Returns what it had kept when it started; nothing if it died before it listened.
    async listens() {
        let said = '';
        this.process.stdout.setEncoding('utf8').on('data', (piece) => { said += piece; });
        while (!/^listening .*\n/m.test(said) && !this.death.signal.aborted)
            await Promise.race([this.ended, once(this.process.stdout, 'data')]);
        const lines = said.split('\n').slice(0, -1).map((line) => line.split(' '));
        const listening = lines.find(([word]) => word === 'listening');
        this.address = listening && `http://${listening[1]}`;
        return listening && new Set(lines.filter(([word]) => word === 'kept').map(([, event]) => event));
    }

    // Returns what was answered, or nothing: it was not heard, and whoever sent it sends it again.
    async post(where, body, headers = {}) {
        this.step();
        try {
            const response = await fetch(this.address + where, { method: 'POST', body, headers, signal: this.death.signal });
            const text = await response.text();
            return response.status === 200 ? text : undefined;
        } catch {
            return undefined;
        } finally {
            this.step();
        }
    }

    webhook(event) {
        const body = JSON.stringify(event);
        const signed = Math.floor((this.now + Date.now() - this.began) / 1000) + random(300) - 150;
        const signature = createHmac('sha256', 'whsec_test').update(`${signed}.${body}`).digest('hex');
        return this.post('/support/webhook/stripe/', body, { 'Stripe-Signature': `t=${signed},v1=${signature}` });
    }
}

const taken = new Set(); // answered: never told again
const given = []; // forms of readers
const waiting = []; // those who have not heard yet where to pay: they press again
let told = 0;
const onTheirWay = [];

function pickUpEvents() {
    for (; told < books.events.length; told += 1)
        for (let times = random(4); times > 0; times -= 1) // 0: lost, 2 and 3: doubled
            onTheirWay.push(books.events[told]);
}

// Old events come again when nothing new is on its way.
async function deliver(life) {
    const which = onTheirWay.length ? random(onTheirWay.length) : -1;
    const event = which < 0 ? books.events[random(books.events.length || 1)] : onTheirWay[which];
    if (which >= 0) onTheirWay.splice(which, 1);
    const answer = event ? await life.webhook(event) : life.step();
    if (answer === undefined && which >= 0) onTheirWay.push(event);
    if (answer === 'kept') taken.add(event.id);
}

function come() {
    const form = { form: `form-${given.length}`, frequency: ['once', 'monthly', 'annual'][random(3)], currency: ['EUR', 'USD'][random(2)], amount: 1000 + 10 * random(500) };
    given.push({ form, pledge: undefined });
    waiting.push(given.at(-1));
}

async function give(life) {
    const reader = waiting.shift();
    const answer = await life.post('/begin', new URLSearchParams(reader.form));
    const [pledge, page] = answer?.split(' ') ?? [];
    if (page) reader.pledge = pledge;
    else if (pledge) come(); // the form was sent again too late: the reader begins anew
    else waiting.push(reader);
}

async function press(life) {
    while (!life.isOver) {
        if (waiting.length && random(3) === 0) await give(life);
        else await deliver(life);
        if (random(2) === 0) happen(books, random);
        pickUpEvents();
        await sleep(random(3));
    }
}

async function live() {
    const life = new Life();
    fake.heard = () => life.step();
    if (random(10) === 0) setTimeout(() => life.process.kill('SIGKILL'), random(30)); // before it listens
    const kept = await life.listens();
    if (kept) {
        const lost = [...taken].filter((event) => !kept.has(event));
        assert.deepEqual(lost, [], 'answered with 200, and not kept');
        await Promise.all([press(life), press(life), press(life)]);
    }
    await life.ended;
    assert.equal(life.process.signalCode, 'SIGKILL', `ended by itself: ${life.process.exitCode}`);
}

// What the ledger says of those who paid: {pledge: {payments, moved}}, as the books.
async function reconciled() {
    const lines = (await run('reconcile')).split('\n').map((line) => line.split(' '));
    assert.deepEqual(lines.filter(([word]) => word === 'trouble').map((words) => words.join(' ')), []);
    return Object.fromEntries(lines.filter(([word, , , payments]) => word === 'pledge' && payments !== '0').map(([, id, moved, payments]) => [id, { payments: Number(payments), moved: Number(moved) }]));
}

try {
    console.log(`seed ${seed}`);
    await run('prepare', fake.url);
    for (let number = 0; number < readersAtFirst; number += 1) come();
    for (let killed = 0; killed < kills; killed += 1) {
        if (killed % livesOfAReader === 0) come();
        await live();
    }
    fake.heard = () => {};
    fake.refuse = false;
    await reconciled();
    assert.deepEqual(await reconciled(), books.earned());
    const asked = [...books.sessions.values()].map((session) => session.metadata.pledge);
    assert.equal(new Set(asked).size, asked.length, 'two payments were asked for one pledge');
    const heard = given.filter((reader) => reader.pledge).map((reader) => reader.pledge);
    assert.deepEqual(heard.filter((pledge) => !asked.includes(pledge)), []);
    assert.equal(new Set(heard).size, heard.length, 'two readers were given one pledge');
    assert.ok(taken.size > 10 && books.charges.size > 10, 'hardly anything happened');
    console.log(`killed ${kills} times; ${books.events.length} events, ${taken.size} taken of webhooks, ${books.charges.size} payments, ${books.refunds.size} refunds, ${books.disputes.size} disputes`);
} finally {
    await fake.stop();
    rmSync(folder, { recursive: true, force: true });
}
