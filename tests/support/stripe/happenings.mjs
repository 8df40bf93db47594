// What happens to a Stripe account by itself, at random: readers pay, banks refuse, money goes back.

// https://en.wikipedia.org/wiki/Xorshift
export function randomNumbers(seed) {
    let state = seed * 2654435761 % 4294967296 || 1;
    return (below) => {
        state ^= state << 13;
        state ^= state >>> 17;
        state ^= state << 5;
        state >>>= 0;
        return state % below;
    };
}

const pick = (random, values) => (values.length ? values[random(values.length)] : undefined);

// One thing that happens, if it can.
export function happen(books, random) {
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
