#include "files/pdf_streams.h"

#include "files/bare_pictures.h"
#include "files/pdf_objects.h"

#include <qpdf/Buffer.hh>

namespace broadsheet::files {

namespace {

constexpr char const* picture_keys[] = {"/Type", "/Subtype", "/Width", "/Height", "/ColorSpace",
    "/BitsPerComponent", "/Intent", "/ImageMask", "/Mask", "/Decode", "/Interpolate", "/SMask",
    "/SMaskInData", "/Matte", "/StructParent", "/OC", "/Filter", "/DecodeParms", "/Length"};
constexpr char const* form_keys[] = {"/Type", "/Subtype", "/FormType", "/BBox", "/Matrix", "/Resources",
    "/Group", "/StructParent", "/StructParents", "/OC", "/Filter", "/DecodeParms", "/Length"};

std::string_view bytes_of(Buffer& buffer)
{
    return {reinterpret_cast<char const*>(buffer.getBuffer()), buffer.getSize()};
}

// The filters of a stream, in the order of decoding, with the parameters of each (or null).
struct Filters {
    std::vector<QPDFObjectHandle> names;
    std::vector<QPDFObjectHandle> parameters;
};

Filters filters_of(QPDFObjectHandle dictionary)
{
    auto const listed = [](QPDFObjectHandle value) {
        return value.isArray() ? value.getArrayAsVector()
            : value.isNull()   ? std::vector<QPDFObjectHandle>()
                               : std::vector{value};
    };
    Filters filters{listed(dictionary.getKey("/Filter")), listed(dictionary.getKey("/DecodeParms"))};
    filters.parameters.resize(filters.names.size(), QPDFObjectHandle::newNull());
    return filters;
}

// Returns the stream's data with all filters but the last undone.
std::shared_ptr<Buffer> before_last_filter(QPDF& pdf, QPDFObjectHandle stream, Filters filters)
{
    auto raw = stream.getRawStreamData();
    if (filters.names.size() == 1)
        return raw;
    filters.names.pop_back();
    filters.parameters.pop_back();
    auto inner = QPDFObjectHandle::newStream(&pdf);
    inner.replaceStreamData(
        raw, QPDFObjectHandle::newArray(filters.names), QPDFObjectHandle::newArray(filters.parameters));
    return inner.getStreamData(qpdf_dl_generalized);
}

} // namespace

Result<void> clean_stream(QPDF& pdf, QPDFObjectHandle stream)
{
    auto dictionary = stream.getDict();
    if (dictionary.getKey("/Subtype").isNameAndEquals("/Image"))
        keep_keys(dictionary, picture_keys);
    else if (dictionary.getKey("/Subtype").isNameAndEquals("/Form"))
        keep_keys(dictionary, form_keys);
    // Data that lie in another file.
    for (auto const* key : {"/F", "/FFilter", "/FDecodeParms"})
        dictionary.removeKey(key);

    auto const filters = filters_of(dictionary);
    if (filters.names.empty())
        return {};
    auto last = filters.names.back();
    bool const is_jpeg = last.isNameAndEquals("/DCTDecode") || last.isNameAndEquals("/DCT");
    if (!is_jpeg && !last.isNameAndEquals("/JPXDecode"))
        return {};
    auto const data = before_last_filter(pdf, stream, filters);
    auto const bare = TRY(is_jpeg ? bare_jpeg(bytes_of(*data)) : bare_jpeg2000(bytes_of(*data)));
    stream.replaceStreamData(bare, last, filters.parameters.back());
    return {};
}

} // namespace broadsheet::files
