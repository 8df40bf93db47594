#pragma once

#include <qpdf/QPDF.hh>

namespace broadsheet::files {

// Makes what fields and markings show part of the page, keeps links to web addresses and within the document,
// and removes every other annotation and the form.
void flatten_annotations(QPDF&);

// Returns a link's or outline entry's target, of what it may keep: within the document, or an http(s) or mail
// address; null: neither.
QPDFObjectHandle safe_action(QPDFObjectHandle action);

} // namespace broadsheet::files
