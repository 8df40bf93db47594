// Prints histories of a Stripe account as JSON, one a line: after each step what its API answers (what has changed), the
// events told, and in the end what was earned. The replay in C++ reads them: tests/support/stripe_replay_test.cpp.
import { ask } from './api.mjs';
import { Books } from './books.mjs';
import { happen, randomNumbers } from './happenings.mjs';

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
