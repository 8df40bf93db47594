// Prints histories of a Stripe account as JSON, one a line: after each step what its API answers (what has changed), the
// events told, and in the end what was earned. The replay in C++ reads them: tests/support/stripe_replay_test.cpp.
import { ask } from './api.mjs';
import { Books } from './books.mjs';

// https://en.wikipedia.org/wiki/Xorshift
function randomNumbers(seed) {
    let state = seed * 2654435761 % 4294967296 || 1;
    return (below) => {
        state ^= state << 13;
        state ^= state >>> 17;
        state ^= state << 5;
        state >>>= 0;
        return state % below;
    };
}

const currencies = ['eur', 'usd', 'jpy', 'kwd'];

function begin(books, random, number) {
    const frequency = ['once', 'monthly', 'annual'][random(3)];
    const pledge = { id: String(number).padStart(24, '0'), frequency, currency: currencies[random(currencies.length)], amount: 200 + 10 * random(500) };
    const recurring = frequency === 'once' ? {} : { recurring: { interval: frequency === 'monthly' ? 'month' : 'year' } };
    const session = books.createSession({ mode: frequency === 'once' ? 'payment' : 'subscription', success_url: 'https://paper.example/',
        line_items: [{ price_data: { currency: pledge.currency, unit_amount: pledge.amount, ...recurring } }], client_reference_id: pledge.id,
        metadata: { pledge: pledge.id }, payment_intent_data: { metadata: { pledge: pledge.id } }, subscription_data: { metadata: { pledge: pledge.id } } });
    return { ...pledge, session: session.id };
}

const pick = (random, values) => (values.length ? values[random(values.length)] : undefined);

// One thing that happens, if it can.
function happen(books, random) {
    books.now += 3600 * (1 + random(200));
    const sessions = [...books.sessions.values()];
    const running = [...books.subscriptions.values()].filter((each) => each.status !== 'canceled');
    const charge = pick(random, [...books.charges.values()]);
    switch (random(12)) {
        case 0: case 1: case 2: {
            const open = pick(random, sessions.filter((each) => each.status === 'open'));
            return open && books.pay(open, { later: open.mode === 'payment' && random(4) === 0 });
        }
        case 3: {
            const waiting = pick(random, sessions.filter((each) => each.status === 'complete' && each.payment_status === 'unpaid'
                && books.intents.get(each.payment_intent)?.status === 'processing'));
            return waiting && books.settle(waiting, random(3) > 0);
        }
        case 4: case 5: case 6: {
            const subscription = pick(random, running.filter((each) => each.status === 'active'));
            return subscription && books.renew(subscription, random(3) > 0);
        }
        case 7: {
            const failing = pick(random, running.filter((each) => each.status === 'past_due'));
            return failing && books.attempt(books.openInvoice(failing), random(3) > 0);
        }
        case 8: {
            const subscription = pick(random, running);
            return random(3) === 0 && subscription && books.cancel(subscription);
        }
        case 9: {
            const rest = charge ? charge.amount - charge.amount_refunded : 0;
            return charge && !charge.disputed && rest > 1 && books.refund(charge, 1 + random(rest));
        }
        case 10: {
            const refund = pick(random, [...books.refunds.values()].filter((each) => each.status === 'succeeded'));
            return random(3) === 0 && refund && books.failRefund(refund);
        }
        default: {
            const dispute = pick(random, [...books.disputes.values()].filter((each) => each.status.endsWith('needs_response')));
            if (dispute && random(2)) return books.closeDispute(dispute, random(2) === 0);
            return charge && !charge.disputed && !charge.refunded && books.dispute(charge, random(4) === 0);
        }
    }
}

function targets(books) {
    return [
        ...[...books.sessions.keys()].map((id) => `/v1/checkout/sessions/${id}`),
        ...[...books.subscriptions.keys()].flatMap((id) => [`/v1/subscriptions/${id}`, `/v1/invoices?subscription=${id}&expand[]=data.payments&limit=100`]),
        ...[...books.customers.keys()].map((id) => `/v1/charges?customer=${id}&limit=100`),
        ...[...books.intents.keys()].map((id) => `/v1/charges?payment_intent=${id}&limit=100`),
        ...[...books.charges.keys()].flatMap((id) => [`/v1/refunds?charge=${id}&limit=100`, `/v1/disputes?charge=${id}&limit=100`]),
    ];
}

function history(seed, steps) {
    const random = randomNumbers(seed);
    const books = new Books();
    const pledges = Array.from({ length: 4 }, (_, number) => begin(books, random, seed * 100 + number + 1));
    const known = new Map();
    const told = [];
    let events = 0;
    const record = () => {
        const answers = {};
        for (const target of targets(books)) {
            const text = JSON.stringify(ask(books, 'GET', target, { headers: { authorization: 'Bearer sk_test_1' } }).body);
            if (known.get(target) !== text) answers[target] = text;
            known.set(target, text);
        }
        told.push({ answers, events: books.events.slice(events).map((event) => JSON.stringify(event)) });
        events = books.events.length;
    };
    record();
    for (let step = 0; step < steps; ++step) {
        happen(books, random);
        if (books.events.length > events) record();
    }
    return { seed, began: 1_700_000_000, ended: books.now, pledges, steps: told, earned: books.earned() };
}

const [count, steps] = process.argv.slice(2).map(Number);
for (let seed = 1; seed <= count; ++seed) process.stdout.write(`${JSON.stringify(history(seed, steps))}\n`);
