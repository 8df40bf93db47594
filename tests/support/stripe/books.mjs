// A stateful stand-in for Stripe: what its objects are, how they change, which events that makes, and what was really
// earned. Shaped after API version 2026-10-28; tests/e2e/stripe.test.mjs has the real client drive it.
// Deterministic: numbers instead of random ids, and a clock that is told.

export const apiVersion = '2026-10-28.endive';
const month = 30 * 86400;

export class Books {
    constructor({ now = 1_700_000_000, url = 'http://127.0.0.1' } = {}) {
        this.now = now;
        this.url = url;
        this.count = 0;
        this.events = [];
        this.portals = [];
        this.kept = new Map(); // idempotency keys
        for (const kind of ['sessions', 'customers', 'intents', 'charges', 'subscriptions', 'invoices', 'refunds', 'disputes'])
            this[kind] = new Map();
    }

    id(prefix) {
        this.count += 1;
        return `${prefix}_${String(this.count).padStart(14, '0')}`;
    }

    keep(kind, object) {
        this[kind].set(object.id, object);
        return object;
    }

    tell(type, object) {
        const event = { id: this.id('evt'), object: 'event', api_version: apiVersion, created: this.now, livemode: false, pending_webhooks: 1,
            request: { id: null, idempotency_key: null }, type, data: { object: structuredClone(object) } };
        this.events.push(event);
        return event;
    }

    // POST /v1/checkout/sessions
    createSession(given) {
        const item = given.line_items?.[0];
        const price = item?.price_data;
        if (!['payment', 'subscription'].includes(given.mode)) throw problem('Invalid mode', 'mode');
        if (!price || !/^[a-z]{3}$/.test(price.currency ?? '')) throw problem('Missing required param: line_items[0][price_data][currency].', 'currency');
        const amount = Number(price.unit_amount);
        if (!Number.isInteger(amount) || amount < 1 || amount > 99_999_999) throw problem('Invalid unit_amount', 'unit_amount');
        if (given.mode === 'subscription' && !['month', 'year'].includes(price.recurring?.interval)) throw problem('You must provide at least one recurring price in `subscription` mode.', 'line_items');
        if (given.mode === 'subscription' && given.submit_type) throw problem('`submit_type` can not be used in `subscription` mode.', 'submit_type');
        if (!given.success_url) throw problem('Missing required param: success_url.', 'success_url');
        const id = this.id('cs_test');
        return this.keep('sessions', { id, object: 'checkout.session', amount_total: amount, currency: price.currency, mode: given.mode,
            client_reference_id: given.client_reference_id ?? null, metadata: given.metadata ?? {}, created: this.now, expires_at: this.now + 86400, livemode: false,
            payment_intent: null, subscription: null, customer: null, invoice: null, payment_status: 'unpaid', status: 'open',
            success_url: given.success_url, cancel_url: given.cancel_url ?? null, url: `${this.url}/c/pay/${id}`,
            customer_details: null, submit_type: given.submit_type ?? null,
            // Not of the API: what the session will make.
            _intent_metadata: given.payment_intent_data?.metadata ?? {}, _subscription_metadata: given.subscription_data?.metadata ?? {},
            _interval: price.recurring?.interval ?? null });
    }

    // The reader pays on Checkout's page. `later`: with a bank debit, which succeeds or fails in days.
    pay(session, { later = false } = {}) {
        if (session.status !== 'open') throw problem('This session is over');
        session.status = 'complete';
        session.url = null;
        session.customer_details = { email: 'donor@example.org', name: 'Donor Canary', address: { country: 'DE', postal_code: '10115' } };
        if (session.mode === 'subscription') return this.subscribe(session);
        session.payment_intent = this.keep('intents', { id: this.id('pi'), object: 'payment_intent', amount: session.amount_total,
            currency: session.currency, metadata: session._intent_metadata, status: later ? 'processing' : 'succeeded' }).id;
        if (!later) {
            session.payment_status = 'paid';
            this.charge(this.intents.get(session.payment_intent), null);
        }
        this.tell('checkout.session.completed', session);
        return session;
    }

    settle(session, succeeds) {
        const intent = this.intents.get(session.payment_intent);
        intent.status = succeeds ? 'succeeded' : 'requires_payment_method';
        if (succeeds) {
            session.payment_status = 'paid';
            this.charge(intent, null);
        }
        this.tell(`checkout.session.async_payment_${succeeds ? 'succeeded' : 'failed'}`, session);
    }

    expire(session) {
        session.status = 'expired';
        session.url = null;
        this.tell('checkout.session.expired', session);
    }

    charge(intent, customer) {
        const charge = this.keep('charges', { id: this.id('ch'), object: 'charge', amount: intent.amount, amount_captured: intent.amount, amount_refunded: 0,
            currency: intent.currency, customer, created: this.now, disputed: false, livemode: false, metadata: intent.metadata, paid: true,
            payment_intent: intent.id, refunded: false, status: 'succeeded',
            billing_details: { email: 'donor@example.org', name: 'Donor Canary' }, payment_method_details: { card: { last4: '4242' }, type: 'card' } });
        intent.latest_charge = charge.id;
        return charge;
    }

    subscribe(session) {
        const customer = this.keep('customers', { id: this.id('cus'), object: 'customer', email: 'donor@example.org', livemode: false });
        const price = { id: this.id('price'), object: 'price', currency: session.currency, product: this.id('prod'), unit_amount: session.amount_total,
            recurring: { interval: session._interval, interval_count: 1 }, type: 'recurring' };
        const subscription = this.keep('subscriptions', { id: this.id('sub'), object: 'subscription', status: 'active', customer: customer.id, created: this.now,
            cancel_at_period_end: false, canceled_at: null, ended_at: null, livemode: false, metadata: session._subscription_metadata,
            items: { object: 'list', has_more: false, url: '/v1/subscription_items', data: [{ id: this.id('si'), object: 'subscription_item', price, quantity: 1,
                current_period_start: this.now, current_period_end: this.now + this.period(session._interval) }] } });
        session.subscription = subscription.id;
        session.customer = customer.id;
        session.payment_status = 'paid';
        session.invoice = this.bill(subscription, 'subscription_create').id;
        this.tell('checkout.session.completed', session);
        return session;
    }

    period(interval) {
        return interval === 'year' ? 12 * month : month;
    }

    bill(subscription, reason, succeeds = true) {
        const amount = subscription.items.data[0].price.unit_amount;
        const invoice = this.keep('invoices', { id: this.id('in'), object: 'invoice', status: 'open', amount_due: amount, amount_paid: 0, attempt_count: 0, attempted: false,
            billing_reason: reason, currency: subscription.items.data[0].price.currency, customer: subscription.customer, created: this.now, livemode: false,
            customer_email: 'donor@example.org', metadata: {},
            parent: { type: 'subscription_details', quote_details: null, subscription_details: { subscription: subscription.id, metadata: subscription.metadata } },
            payments: { object: 'list', data: [], has_more: false, url: '/v1/invoice_payments' }, status_transitions: { paid_at: null, finalized_at: this.now } });
        return this.attempt(invoice, succeeds);
    }

    attempt(invoice, succeeds) {
        const subscription = this.subscriptions.get(invoice.parent.subscription_details.subscription);
        invoice.attempt_count += 1;
        invoice.attempted = true;
        if (!succeeds) {
            subscription.status = 'past_due';
            this.tell('invoice.payment_failed', invoice);
            this.tell('customer.subscription.updated', subscription);
            return invoice;
        }
        const intent = this.keep('intents', { id: this.id('pi'), object: 'payment_intent', amount: invoice.amount_due, currency: invoice.currency, metadata: {}, status: 'succeeded' });
        this.charge(intent, invoice.customer);
        Object.assign(invoice, { status: 'paid', amount_paid: invoice.amount_due });
        invoice.status_transitions.paid_at = this.now;
        invoice.payments.data = [{ id: this.id('inpay'), object: 'invoice_payment', invoice: invoice.id, amount_paid: invoice.amount_due, currency: invoice.currency, is_default: true,
            status: 'paid', payment: { type: 'payment_intent', payment_intent: intent.id } }];
        const recovered = subscription.status === 'past_due';
        subscription.status = 'active';
        this.tell('invoice.paid', invoice);
        if (recovered) this.tell('customer.subscription.updated', subscription);
        return invoice;
    }

    renew(subscription, succeeds = true) {
        const item = subscription.items.data[0];
        item.current_period_start = item.current_period_end;
        item.current_period_end += this.period(item.price.recurring.interval);
        return this.bill(subscription, 'subscription_cycle', succeeds);
    }

    openInvoice(subscription) {
        return [...this.invoices.values()].find((invoice) => invoice.status === 'open' && invoice.parent.subscription_details.subscription === subscription.id);
    }

    // POST /v1/billing_portal/sessions
    openPortal(customer, returnUrl) {
        if (!returnUrl) throw problem('Missing required param: return_url.', 'return_url');
        const id = this.id('bps');
        const opened = { id, object: 'billing_portal.session', configuration: 'bpc_1', created: this.now, customer: customer.id, flow: null, livemode: false, locale: null,
            on_behalf_of: null, return_url: returnUrl, url: `${this.url}/p/session/${id}` };
        this.portals.push(opened);
        return opened;
    }

    // POST /v1/subscriptions/:id
    update(subscription, given) {
        const item = given.items?.[0];
        if (item?.price_data) {
            const old = subscription.items.data[0];
            if (item.id !== old.id) throw problem('No such subscription item', 'items');
            if (item.price_data.product !== old.price.product) throw problem('No such product', 'items');
            old.price = { ...old.price, id: this.id('price'), unit_amount: Number(item.price_data.unit_amount) };
        }
        if (given.cancel_at_period_end !== undefined) subscription.cancel_at_period_end = given.cancel_at_period_end === 'true';
        this.tell('customer.subscription.updated', subscription);
        return subscription;
    }

    // DELETE /v1/subscriptions/:id
    cancel(subscription) {
        if (subscription.status === 'canceled') throw Object.assign(problem('No such subscription'), { status: 404 });
        Object.assign(subscription, { status: 'canceled', canceled_at: this.now, ended_at: this.now });
        this.tell('customer.subscription.deleted', subscription);
        return subscription;
    }

    // POST /v1/refunds
    refund(charge, amount) {
        if (amount < 1 || amount > charge.amount - charge.amount_refunded) throw problem('Refund amount is greater than unrefunded amount on charge', 'amount');
        const refund = this.keep('refunds', { id: this.id('re'), object: 'refund', amount, charge: charge.id, payment_intent: charge.payment_intent, currency: charge.currency,
            created: this.now, metadata: {}, status: 'succeeded' });
        charge.amount_refunded += amount;
        charge.refunded = charge.amount_refunded === charge.amount;
        this.tell('refund.created', refund);
        this.tell('charge.refunded', charge);
        return refund;
    }

    // The money comes back from the card's bank: the charge forgets that it was refunded.
    failRefund(refund) {
        refund.status = 'failed';
        const charge = this.charges.get(refund.charge);
        charge.amount_refunded -= refund.amount;
        charge.refunded = false;
        this.tell('refund.failed', refund);
    }

    dispute(charge, inquiry = false) {
        charge.disputed = true;
        const dispute = this.keep('disputes', { id: this.id('du'), object: 'dispute', amount: charge.amount - charge.amount_refunded, charge: charge.id, payment_intent: charge.payment_intent,
            currency: charge.currency, created: this.now, metadata: {}, reason: 'fraudulent', status: inquiry ? 'warning_needs_response' : 'needs_response' });
        this.tell('charge.dispute.created', dispute);
        return dispute;
    }

    closeDispute(dispute, won) {
        dispute.status = dispute.status.startsWith('warning_') ? 'warning_closed' : won ? 'won' : 'lost';
        this.tell('charge.dispute.closed', dispute);
    }

    pledgeOf(charge) {
        if (charge.metadata.pledge) return charge.metadata.pledge;
        const invoice = [...this.invoices.values()].find((each) => each.payments.data[0]?.payment.payment_intent === charge.payment_intent);
        return invoice?.parent.subscription_details.metadata.pledge;
    }

    // What was really earned: {pledge: {payments, moved}}, in Stripe's units.
    earned() {
        const earned = {};
        const of = (charge) => (earned[this.pledgeOf(charge)] ??= { payments: 0, moved: 0 });
        for (const charge of this.charges.values()) {
            of(charge).payments += 1;
            of(charge).moved += charge.amount_captured;
        }
        for (const refund of this.refunds.values()) if (refund.status !== 'failed') of(this.charges.get(refund.charge)).moved -= refund.amount;
        for (const dispute of this.disputes.values())
            if (['needs_response', 'lost'].includes(dispute.status)) of(this.charges.get(dispute.charge)).moved -= dispute.amount;
        return earned;
    }
}

export function problem(message, param) {
    return Object.assign(new Error(message), { status: 400, param });
}
