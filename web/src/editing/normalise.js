import { Plugin } from 'prosemirror-state';

// What editing leaves behind that HTML would say differently: text that comes to stand in the article by itself is a paragraph, and rows
// stand in the order head, body, foot.

function loneLines(state, old, tr) {
    const before = new Set(old.doc.content.content);
    state.doc.forEach((node, offset) => {
        if (node.type.name === 'line' && !before.has(node)) tr.setNodeMarkup(tr.mapping.map(offset), state.schema.nodes.paragraph);
    });
}

const order = ['thead', 'tbody', 'tfoot'];

function rowSections(state, old, tr) {
    const before = new Set(old.doc.content.content);
    state.doc.forEach((top, topOffset) => {
        if (before.has(top)) return;
        const fix = (table, pos) => {
            if (table.type.name !== 'table') return true;
            let latest = table.lastChild.attrs.section;
            let end = pos + 1 + table.content.size;
            for (let index = table.childCount - 1; index >= 0; --index) {
                const row = table.child(index);
                end -= row.nodeSize;
                if (order.indexOf(row.attrs.section) > order.indexOf(latest))
                    tr.setNodeMarkup(tr.mapping.map(end), null, { ...row.attrs, section: latest, sectionExtra: {} });
                else latest = row.attrs.section;
            }
            return false;
        };
        if (fix(top, topOffset)) top.descendants((node, pos) => fix(node, topOffset + 1 + pos));
    });
}

export const normalise = () => new Plugin({
    appendTransaction(transactions, old, state) {
        if (!transactions.some((transaction) => transaction.docChanged)) return null;
        const tr = state.tr;
        loneLines(state, old, tr);
        rowSections(state, old, tr);
        return tr.docChanged ? tr : null;
    },
});
