// The stand-in for Stripe, driven by Stripe's own client: what the client reads and signs is what we are tested with.
// And our server, with Checkout's part played by the books: webhooks doubled and lost, and the server killed in between.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import Stripe from 'stripe';
import { serveStripe } from '../support/stripe/api.mjs';
import { apiVersion } from '../support/stripe/books.mjs';
import { copyOfDemo, done, program, serve } from './newspaper.mjs';

const secret = 'whsec_e2e';
let fake;
before(async () => { fake = await serveStripe(); });
after(async () => fake?.stop());

const donation = (over = {}) => ({ mode: 'payment', submit_type: 'donate', success_url: 'https://paper.example/thanks/', client_reference_id: 'p1',
    line_items: [{ quantity: 1, price_data: { currency: 'eur', unit_amount: 500, product_data: { name: 'Contribution' } } }],
    payment_intent_data: { metadata: { pledge: 'p1' } }, ...over });

describe('the stand-in, by the real client', () => {
    let stripe;
    before(() => {
        const at = new URL(fake.url);
        stripe = new Stripe('sk_test_1', { host: at.hostname, port: at.port, protocol: 'http', maxNetworkRetries: 0 });
    });

    test('is of the version that the client pins', async () => {
        assert.equal(stripe.getApiField('version'), apiVersion);
    });

    test('takes a contribution once, whatever comes twice', async () => {
        const first = await stripe.checkout.sessions.create(donation(), { idempotencyKey: 'k1' });
        const again = await stripe.checkout.sessions.create(donation(), { idempotencyKey: 'k1' });
        assert.equal(again.id, first.id);
        assert.match(first.url, /\/c\/pay\/cs_test_/);
        await assert.rejects(stripe.checkout.sessions.create(donation({ client_reference_id: 'p2' }), { idempotencyKey: 'k1' }),
            Stripe.errors.StripeIdempotencyError);
        fake.books.pay(fake.books.sessions.get(first.id));
        const paid = await stripe.checkout.sessions.retrieve(first.id);
        assert.deepEqual([paid.status, paid.payment_status, paid.amount_total], ['complete', 'paid', 500]);
        const charges = await stripe.charges.list({ payment_intent: paid.payment_intent });
        assert.deepEqual(charges.data.map((charge) => charge.amount_captured), [500]);
        await stripe.refunds.create({ charge: charges.data[0].id, amount: 200 });
        assert.equal((await stripe.refunds.list({ charge: charges.data[0].id })).data[0].amount, 200);
        await assert.rejects(stripe.refunds.create({ charge: charges.data[0].id, amount: 301 }), Stripe.errors.StripeInvalidRequestError);
    });

    test('renews, changes and ends a subscription', async () => {
        const session = await stripe.checkout.sessions.create({ ...donation({ mode: 'subscription', submit_type: undefined, payment_intent_data: undefined }),
            subscription_data: { metadata: { pledge: 'p2' } },
            line_items: [{ quantity: 1, price_data: { currency: 'usd', unit_amount: 700, recurring: { interval: 'month' }, product_data: { name: 'Contribution' } } }] });
        fake.books.pay(fake.books.sessions.get(session.id));
        const { subscription } = await stripe.checkout.sessions.retrieve(session.id);
        let current = await stripe.subscriptions.retrieve(subscription);
        assert.equal(current.metadata.pledge, 'p2');
        fake.books.renew(fake.books.subscriptions.get(subscription), false);
        const item = current.items.data[0];
        current = await stripe.subscriptions.update(subscription, { items: [{ id: item.id,
            price_data: { currency: 'usd', product: item.price.product, recurring: { interval: 'month' }, unit_amount: 900 } }], proration_behavior: 'none' });
        assert.deepEqual([current.status, current.items.data[0].price.unit_amount], ['past_due', 900]);
        const invoices = await stripe.invoices.list({ subscription, expand: ['data.payments'] });
        assert.deepEqual(invoices.data.map((invoice) => [invoice.status, invoice.billing_reason, invoice.amount_paid]),
            [['open', 'subscription_cycle', 0], ['paid', 'subscription_create', 700]]);
        assert.equal(invoices.data[1].parent.subscription_details.metadata.pledge, 'p2');
        assert.match(invoices.data[1].payments.data[0].payment.payment_intent, /^pi_/);
        assert.equal((await stripe.subscriptions.cancel(subscription)).status, 'canceled');
        await assert.rejects(stripe.subscriptions.retrieve('sub_none'), (error) => error.code === 'resource_missing');
    });

    test('opens the portal for a customer there is', async () => {
        const customer = [...fake.books.customers.keys()][0];
        const opened = await stripe.billingPortal.sessions.create({ customer, return_url: 'https://paper.example/' });
        assert.equal(opened.object, 'billing_portal.session');
        assert.match(opened.url, /\/p\/session\/bps_/);
        await assert.rejects(stripe.billingPortal.sessions.create({ customer: 'cus_none', return_url: 'https://paper.example/' }), (error) => error.code === 'resource_missing');
    });

    test('lists events over several pages, and signs as the client checks', async () => {
        const listed = [];
        for await (const event of stripe.events.list({ limit: 2 })) listed.push(event.id);
        assert.deepEqual(listed, fake.books.events.map((event) => event.id).reverse());
        const payload = JSON.stringify(fake.books.events[0]);
        const header = stripe.webhooks.generateTestHeaderString({ payload, secret });
        assert.equal(stripe.webhooks.constructEvent(payload, header, secret).id, fake.books.events[0].id);
    });
});

describe('our server and the stand-in', () => {
    const stripe = new Stripe('sk_test_1');
    let data;
    let paper;

    before(async () => {
        data = copyOfDemo();
        for (const [name, value] of [['key', 'sk_test_1'], ['whsec', secret]]) writeFileSync(path.join(data, name), value);
        done(data, 'support', 'provider', 'stripe', '--set', `secret_key=@${path.join(data, 'key')}`, '--set', `webhook_secret=@${path.join(data, 'whsec')}`,
            '--set', `api_address=${fake.url}`, '--set', `checkout_address=${fake.url}`,
            '--set', `portal_address=${fake.url}`, '--on');
        paper = await serve(data);
    });
    after(async () => paper?.stop());

    // Presses the way through the forms, as a browser would, up to Stripe's page; returns the session.
    async function begin(frequency, amount, form = `${Math.random()}`) {
        const body = new URLSearchParams({ frequency, currency: 'EUR', own: amount, form, provider: 'stripe' });
        const answer = await fetch(`${paper.url}/support/pay/`, { method: 'POST', body, redirect: 'manual' });
        assert.equal(answer.status, 303, await answer.text());
        const location = answer.headers.get('location');
        assert.ok(location.startsWith(`${fake.url}/c/pay/`), location);
        return fake.books.sessions.get(location.split('/').at(-1));
    }

    async function tell(event, over = {}) {
        const payload = JSON.stringify(event);
        const header = stripe.webhooks.generateTestHeaderString({ payload, secret, ...over });
        return (await fetch(`${paper.url}/support/webhook/stripe/`, { method: 'POST', body: payload, headers: { 'Stripe-Signature': header } })).status;
    }

    const moved = () => done(data, 'support', 'ledger').trim().split('\r\n').slice(1).reduce((sum, line) => sum + Math.round(100 * Number(line.split(',')[4])), 0);
    const ours = () => Object.entries(fake.books.earned()).filter(([pledge]) => pledge.length === 24).reduce((sum, [, { moved: each }]) => sum + each, 0);

    test('says no secret again', () => {
        const shown = done(data, 'support', 'provider', 'stripe');
        assert.ok(!shown.includes('sk_test_1') && !shown.includes(secret), shown);
    });

    test('leads a supporter from their own page to the portal and back', async () => {
        const session = await begin('monthly', '6');
        fake.books.pay(session);
        const thanks = new URL(session.success_url).pathname;
        const manage = (await (await fetch(paper.url + thanks)).text()).match(/href="([^"]*\/support\/manage\/[^"]+)"/)[1];
        const page = new URL(manage, paper.url + thanks);
        const answer = await fetch(page);
        assert.match(answer.headers.get('content-security-policy'), new RegExp(`form-action[^;]*${fake.url}`));
        assert.match(await answer.text(), /Change the card/);
        const sent = await fetch(new URL('card/', page), { method: 'POST', redirect: 'manual' });
        assert.equal(sent.status, 303);
        assert.match(sent.headers.get('location'), new RegExp(`^${fake.url}/p/session/bps_`));
        assert.equal(new URL(fake.books.portals.at(-1).return_url).pathname, page.pathname);
        fake.refuse = true;
        const refused = await fetch(new URL('card/', page), { method: 'POST', redirect: 'manual' });
        fake.refuse = false;
        assert.match(await (await fetch(new URL(refused.headers.get('location'), paper.url))).text(), /does not answer just now/);
    });

    test('makes one session of a form pressed twice', async () => {
        const [first, second] = await Promise.all([begin('once', '5', 'twice'), begin('once', '5', 'twice')]);
        assert.equal(first.id, second.id);
        assert.equal(first.amount_total, 500);
    });

    test('refuses what Stripe did not sign lately', async () => {
        const event = fake.books.events[0];
        const now = Math.floor(Date.now() / 1000);
        assert.equal(await tell(event, { secret: 'whsec_other' }), 400);
        assert.equal(await tell(event, { timestamp: now - 400 }), 400);
        assert.equal(await tell(event, { timestamp: now + 400 }), 400);
        assert.equal(await tell(event), 200);
    });

    test('loses nothing and counts nothing twice, killed in between', async () => {
        for (let round = 0; round < Number(process.env.BROADSHEET_TEST_PATIENCE ?? 1) * 6; ++round) {
            const seen = fake.books.events.length;
            const once = await begin('once', `${5 + round}`);
            const monthly = await begin('monthly', '4');
            fake.books.pay(once);
            fake.books.pay(monthly);
            fake.books.renew(fake.books.subscriptions.get(monthly.subscription), round % 2 === 0);
            if (round % 3 === 0) fake.books.refund([...fake.books.charges.values()].at(-1), 100);
            const events = fake.books.events.slice(seen);
            const sent = [...events.slice(1), events.at(-1)].sort(() => Math.random() - 0.5); // one is lost, one comes twice
            await Promise.all(sent.map((event) => tell(event).catch(() => 0)).concat(
                new Promise((resolve) => setTimeout(resolve, 15 * round)).then(() => paper.stop('SIGKILL'))));
            paper = await serve(data);
        }
        // Not done(): the stand-in lives in this process, and has to answer meanwhile.
        await promisify(execFile)(program, ['--data', data, 'support', 'reconcile']);
        assert.equal(moved(), ours());
        assert.ok(moved() > 0);
        assert.match(done(data, 'support', 'status'), /The ledger is whole/);
    });

    test('tells the reader when Stripe does not answer, and goes on when it does', async () => {
        fake.refuse = true;
        const body = new URLSearchParams({ frequency: 'once', currency: 'EUR', own: '9', form: 'later', provider: 'stripe' });
        const refused = await fetch(`${paper.url}/support/pay/`, { method: 'POST', body, redirect: 'manual' });
        assert.equal(refused.status, 422);
        assert.match(await refused.text(), /Nothing was paid/);
        fake.refuse = false;
        assert.equal((await begin('once', '9', 'later')).amount_total, 900);
    });
});
