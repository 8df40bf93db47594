// Stripe's API over the books: paths, lists, errors, idempotency keys; and a server that speaks it.
import { createServer } from 'node:http';
import { Books, problem } from './books.mjs';

// "items[0][price_data][currency]=eur" as {items: [{price_data: {currency: 'eur'}}]}.
export function parseForm(text) {
    const root = {};
    for (const [name, value] of new URLSearchParams(text)) {
        const keys = name.split(/[[\]]+/).filter((key, at) => key !== '' || at > 0).filter((key, at, all) => !(key === '' && at === all.length - 1 && !name.endsWith('[]')));
        let at = root;
        keys.forEach((key, index) => {
            const last = index === keys.length - 1;
            const next = keys[index + 1];
            const place = key === '' ? at.length : key;
            if (last) at[place] = value;
            else at = at[place] ??= next === '' || /^\d+$/.test(next) ? [] : {};
        });
    }
    return root;
}

// Without what is only ours.
export function shown(object) {
    return Object.fromEntries(Object.entries(object).filter(([name]) => !name.startsWith('_')));
}

function list(url, objects, query) {
    const limit = Math.min(Number(query.limit ?? 10), 100);
    const after = query.starting_after ? objects.findIndex((object) => object.id === query.starting_after) + 1 : 0;
    const page = objects.slice(after, after + limit);
    return { object: 'list', url, has_more: after + limit < objects.length, data: page.map(shown) };
}

const newest = (map, keeps) => [...map.values()].filter(keeps).reverse();

function found(map, id) {
    if (!map.has(id)) throw Object.assign(problem(`No such object: '${id}'`, 'id'), { status: 404, code: 'resource_missing' });
    return map.get(id);
}

// Answers one request; throws what problem() makes.
export function answer(books, method, path, query, given) {
    const [, , kind, second, third] = path.split('/');
    const route = `${method} ${kind}`;
    if (route === 'POST checkout' && !third) return shown(books.createSession(given));
    if (route === 'GET checkout') return shown(found(books.sessions, third));
    if (route === 'POST billing_portal') return books.openPortal(found(books.customers, given.customer), given.return_url);
    if (route === 'GET subscriptions') return shown(found(books.subscriptions, second));
    if (route === 'POST subscriptions') return shown(books.update(found(books.subscriptions, second), given));
    if (route === 'DELETE subscriptions') return shown(books.cancel(found(books.subscriptions, second)));
    if (route === 'GET invoices') {
        const all = newest(books.invoices, (invoice) => invoice.parent.subscription_details.subscription === query.subscription);
        const expands = [query.expand ?? []].flat().includes('data.payments');
        return list('/v1/invoices', expands ? all : all.map(({ payments, ...rest }) => rest), query);
    }
    if (route === 'GET charges') return list('/v1/charges', newest(books.charges, (charge) =>
        (!query.customer || charge.customer === query.customer) && (!query.payment_intent || charge.payment_intent === query.payment_intent)), query);
    if (route === 'GET refunds') return list('/v1/refunds', newest(books.refunds, (refund) => refund.charge === query.charge), query);
    if (route === 'POST refunds') return shown(books.refund(found(books.charges, given.charge), Number(given.amount)));
    if (route === 'GET disputes') return list('/v1/disputes', newest(books.disputes, (dispute) => dispute.charge === query.charge), query);
    if (route === 'GET events') return list('/v1/events', [...books.events].reverse().filter((event) =>
        event.created >= Number(query.created?.gte ?? 0) && (!query.types || query.types.includes(event.type))), query);
    throw Object.assign(problem(`Unrecognized request URL (${method}: ${path}).`), { status: 404 });
}

// Asks as over HTTP and returns {status, body}; a POST with an idempotency key is answered once.
export function ask(books, method, target, { body = '', headers = {} } = {}) {
    const url = new URL(target, 'http://stripe');
    const key = headers['idempotency-key'];
    const remembered = method === 'POST' && key && books.kept.get(key);
    if (remembered && remembered.body !== body)
        return { status: 400, body: { error: { type: 'idempotency_error', message: 'Keys for idempotent requests can only be used with the same parameters they were first used with.' } } };
    if (remembered) return remembered.answer;
    let answered;
    try {
        if (!/^Bearer (sk|rk)_test_/.test(headers.authorization ?? '')) throw Object.assign(problem('Invalid API Key provided'), { status: 401 });
        answered = { status: 200, body: answer(books, method, url.pathname, parseForm(url.search.slice(1)), parseForm(body)) };
    } catch (error) {
        if (!error.status) throw error;
        answered = { status: error.status, body: { error: { type: 'invalid_request_error', message: error.message, param: error.param, code: error.code } } };
    }
    if (method === 'POST' && key && answered.status === 200) books.kept.set(key, { body, answer: answered });
    return answered;
}

// Serves the books; every request is counted in `asked` and told to `heard`. `refuse` makes it answer 500.
export async function serveStripe(books = new Books({ now: Math.floor(Date.now() / 1000) })) {
    const server = createServer((request, response) => {
        const pieces = [];
        request.on('data', (piece) => pieces.push(piece));
        request.on('end', () => {
            served.asked += 1;
            served.heard();
            const answered = served.refuse ? { status: 500, body: { error: { type: 'api_error', message: 'Try later' } } }
                : ask(books, request.method, request.url, { body: Buffer.concat(pieces).toString(), headers: request.headers });
            response.writeHead(answered.status, { 'Content-Type': 'application/json', 'Request-Id': 'req_1' });
            response.end(JSON.stringify(answered.body));
        });
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    books.url = `http://127.0.0.1:${server.address().port}`;
    const served = { books, url: books.url, asked: 0, heard: () => {}, refuse: false, stop: () => new Promise((resolve) => { server.close(resolve); server.closeAllConnections(); }) };
    return served;
}
