// What programs put into a PDF besides its pages, and other programs as the judges of what is left of it.
#include "files/pdf_scrub.h"

#include "base/file.h"
#include "files/judges.h"
#include "files/pdf_document.h"
#include "pictures/noise.h"
#include "support/temporary_folder.h"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace broadsheet::files {
namespace {

using test::pdf_stream;
using test::printed_by;
using test::small_pdf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr std::string_view structure[]
    = {"FileType", "FileTypeExtension", "MIMEType", "PDFVersion", "Linearized", "PageCount"};

class PdfScrub : public testing::Test {
protected:
    std::string write(std::string const& name, std::string_view bytes) const
    {
        auto path = folder_.path() / name;
        EXPECT_TRUE(write_file_atomically(path, bytes, Durability::cached).ok());
        return path.string();
    }

    // The scrubbed file with every stream undone, in which anything planted would be in the clear.
    std::string opened(std::string const& pdf) const
    {
        auto const scrubbed = scrub_pdf(pdf);
        EXPECT_TRUE(scrubbed.ok()) << scrubbed.error().message;
        auto const file = write("scrubbed.pdf", scrubbed.ok() ? *scrubbed : "");
        return printed_by(
            "qpdf --qdf --object-streams=disable --no-original-object-ids --decode-level=all " + file + " -");
    }

    void expect_judges_find_nothing(std::string const& file) const
    {
        for (auto const& name : test::exiftool_names(file))
            EXPECT_THAT(structure, Contains(name));
        EXPECT_THAT(
            printed_by("qpdf --check " + file), HasSubstr("No syntax or stream encoding errors found"));
        auto const facts = printed_by("pdfinfo " + file);
        for (auto const* none :
            {"Custom Metadata: no", "Metadata Stream: no", "Form:            none", "JavaScript:      no"})
            EXPECT_THAT(facts, HasSubstr(none));
        for (auto const* fact :
            {"Title", "Author", "Creator", "Producer", "CreationDate", "ModDate", "Keywords"})
            EXPECT_THAT(facts, Not(HasSubstr(fact)));
        EXPECT_THAT(printed_by("pdfdetach -list " + file), HasSubstr("0 embedded files"));
        EXPECT_THAT(printed_by("pdfinfo -js " + file), IsEmpty());
    }

    test::TemporaryFolder folder_;
};

struct Planted {
    char const* what;
    std::string pdf;
};

// Each holds the word CANARY where nobody reads it.
std::vector<Planted> planted_files()
{
    auto const xmp = pdf_stream("<x:xmpmeta>CANARY</x:xmpmeta>", "/Type /Metadata /Subtype /XML");
    auto const script = std::string("<< /S /JavaScript /JS (CANARY\\(\\)) >>");
    auto const annotation = [](std::string const& entries) {
        return fmt::format("/Annots [<< /Type /Annot /Rect [10 10 90 40] {} >>]", entries);
    };
    auto const resources
        = [](std::string const& entries) { return fmt::format("/Resources << {} >>", entries); };
    std::string const picture
        = "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8";
    return {
        {"document information",
            small_pdf("", "", {"<< /Author (CANARY) /Producer (CANARY) /X (CANARY) >>"}, "/Info 5 0 R")},
        {"identifiers", small_pdf("", "", {}, "/ID [(CANARY) (CANARY)]")},
        {"an entry of the trailer", small_pdf("", "", {}, "/Doc (CANARY)")},
        {"XMP of the document", small_pdf("/Metadata 5 0 R", "", {xmp})},
        {"XMP of a page", small_pdf("", "/Metadata 5 0 R", {xmp})},
        {"XMP of a picture",
            small_pdf("", resources("/XObject << /I 5 0 R >>"),
                {pdf_stream("x", picture + " /Metadata 6 0 R"), xmp})},
        {"XMP of a font",
            small_pdf("",
                resources(
                    "/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Courier /Metadata 5 0 R >> >>"),
                {xmp})},
        {"an attached file",
            small_pdf("/Names << /EmbeddedFiles << /Names [(CANARY) 5 0 R] >> >>", "",
                {"<< /Type /Filespec /F (CANARY) /EF << /F 6 0 R >> >>",
                    pdf_stream("CANARY", "/Type /EmbeddedFile")})},
        {"an associated file", small_pdf("/AF [5 0 R]", "", {"<< /Type /Filespec /F (CANARY) >>"})},
        {"a portfolio", small_pdf("/Collection << /D (CANARY) >>")},
        {"an attachment on the page",
            small_pdf("",
                annotation(
                    "/Subtype /FileAttachment /Contents (CANARY) /FS << /Type /Filespec /F (CANARY) >>"))},
        {"a script at the start", small_pdf("/OpenAction " + script)},
        {"scripts by name", small_pdf("/Names << /JavaScript << /Names [(x) " + script + "] >> >>")},
        {"further actions", small_pdf("/AA << /WC " + script + " >>", "/AA << /O " + script + " >>")},
        {"a link that runs a script", small_pdf("", annotation("/Subtype /Link /A " + script))},
        {"a link that starts a program",
            small_pdf("", annotation("/Subtype /Link /A << /S /Launch /F (CANARY) >>"))},
        {"a link to a file",
            small_pdf("", annotation("/Subtype /Link /A << /S /GoToR /F (CANARY) /D [0 /Fit] >>"))},
        {"a link to somebody's disk",
            small_pdf("", annotation("/Subtype /Link /A << /S /URI /URI (file:///home/CANARY) >>"))},
        {"a link with a further action",
            small_pdf("",
                annotation(
                    "/Subtype /Link /A << /S /URI /URI (https://example.org/) /Next " + script + " >>"))},
        {"a comment", small_pdf("", annotation("/Subtype /Text /T (CANARY) /Contents (CANARY)"))},
        {"who marked a place, and when",
            small_pdf("",
                annotation("/Subtype /Highlight /QuadPoints [0 0 1 0 0 1 1 1] /T (CANARY) /Contents (CANARY) "
                           "/NM (CANARY) /AP << /N 5 0 R >>"),
                {pdf_stream("1 0 0 rg 0 0 9 9 re f", "/Type /XObject /Subtype /Form /BBox [0 0 80 30]")})},
        {"a hidden field",
            small_pdf("/AcroForm << /Fields [5 0 R] >>", "/Annots [5 0 R]",
                {"<< /Type /Annot /Subtype /Widget /FT /Tx /T (CANARY) /V (CANARY) /DV (CANARY) /F 2 /Rect "
                 "[0 0 9 9] >>"})},
        {"a field that is on no page",
            small_pdf("/AcroForm << /Fields [5 0 R] >>", "", {"<< /FT /Tx /T (x) /V (CANARY) >>"})},
        {"an XFA form",
            small_pdf("/AcroForm << /Fields [] /XFA 5 0 R >>", "", {pdf_stream("<xdp>CANARY</xdp>")})},
        {"a signature",
            small_pdf("/AcroForm << /Fields [5 0 R] /SigFlags 3 >> /Perms << /DocMDP 6 0 R >>", "",
                {"<< /FT /Sig /T (x) /V 6 0 R >>",
                    "<< /Type /Sig /Name (CANARY) /Location (CANARY) /Contents <00> >>"})},
        {"a program's private data",
            small_pdf("/PieceInfo << /X << /Private (CANARY) >> >>",
                "/PieceInfo << /X << /LastModified (CANARY) /Private 5 0 R >> >>", {pdf_stream("CANARY")})},
        {"a thumbnail", small_pdf("", "/Thumb 5 0 R", {pdf_stream("CANARY", picture)})},
        {"a page's last change", small_pdf("", "/LastModified (CANARY)")},
        {"a place on a map",
            small_pdf("",
                "/VP [<< /Type /Viewport /BBox [0 0 1 1] /Measure << /Subtype /GEO /GPTS [1 2] /X (CANARY) "
                ">> >>]")},
        {"the path of an included picture",
            small_pdf("", resources("/XObject << /I 5 0 R >>"),
                {pdf_stream("q Q",
                    "/Type /XObject /Subtype /Form /BBox [0 0 1 1] /PTEX.FileName (/home/CANARY.pdf)")})},
        {"a private key of anything",
            small_pdf("", resources("/ExtGState << /G << /Type /ExtGState /ADBE_X (CANARY) >> >>"))},
        {"who made a layer",
            small_pdf("/OCProperties << /OCGs [5 0 R] /D << /Order [5 0 R] /Creator (CANARY) >> >>", "",
                {"<< /Type /OCG /Name (layer) /Usage << /CreatorInfo << /Creator (CANARY) >> >> >>"})},
        {"an action of an outline's entry",
            small_pdf("/Outlines 5 0 R", "",
                {"<< /First 6 0 R /Last 6 0 R /Count 1 >>",
                    "<< /Title (x) /Parent 5 0 R /A " + script + " >>"})},
        {"a page that was taken out",
            small_pdf("/Outlines 5 0 R", "",
                {"<< /First 6 0 R /Last 6 0 R /Count 1 >>",
                    "<< /Title (x) /Parent 5 0 R /Dest [7 0 R /Fit] >>",
                    "<< /Type /Page /MediaBox [0 0 9 9] /Contents 8 0 R >>", pdf_stream("(CANARY) Tj")})},
        {"an object that nothing refers to", small_pdf("", "", {"(CANARY)"})},
        {"attributes of a program's own",
            small_pdf("/StructTreeRoot << /Type /StructTreeRoot /K << /S /P /A << /O /UserProperties /P [<< "
                      "/N (CANARY) /V (CANARY) >>] >> >> >>")},
        {"a picture that lies in another file",
            small_pdf("", resources("/XObject << /I 5 0 R >>"), {pdf_stream("x", picture + " /F (CANARY)")})},
        {"a picture's other forms",
            small_pdf("", resources("/XObject << /I 5 0 R >>"),
                {pdf_stream("x", picture + " /Alternates [<< /Image 6 0 R >>] /OPI << /X (CANARY) >>"),
                    pdf_stream("CANARY", picture)})},
        {"bytes before the file's end", small_pdf() + "CANARY\n" + "startxref\n" + "0\n"},
    };
}

TEST_F(PdfScrub, LeavesNothingThatIsNotSeen)
{
    auto const files = planted_files();
    for (auto const& [what, pdf] : files) {
        SCOPED_TRACE(what);
        ASSERT_THAT(pdf, HasSubstr("CANARY"));
        if (std::string_view(what).starts_with("bytes"))
            continue; // its table is behind: refused, below
        auto const left = opened(pdf);
        EXPECT_THAT(left, Not(HasSubstr("CANARY")));
        EXPECT_THAT(left, HasSubstr("(seen) Tj"));
        expect_judges_find_nothing((folder_.path() / "scrubbed.pdf").string());
    }
}

// As programs of others plant it: exiftool appends a version to the file, qpdf attaches a file.
TEST_F(PdfScrub, LeavesNothingOfWhatOtherProgramsWrote)
{
    auto const secret = write("secret.txt", "CANARY");
    auto const plain = write("plain.pdf", small_pdf());
    auto const file = (folder_.path() / "planted.pdf").string();
    printed_by(fmt::format("qpdf --add-attachment {} -- {} {}", secret, plain, file));
    printed_by(fmt::format("exiftool -q -overwrite_original -Author=CANARY -Title=CANARY "
                           "-XMP:GPSLatitude=54.6 -XMP:Creator=CANARY {}",
        file));
    ASSERT_THAT(test::exiftool_names(file), Contains("GPSLatitude"));
    ASSERT_THAT(printed_by("pdfdetach -list " + file), HasSubstr("1 embedded file"));
    ASSERT_THAT(printed_by("pdfinfo " + file), HasSubstr("Author:          CANARY"));
    EXPECT_THAT(opened(read_file(file).value()), Not(HasSubstr("CANARY")));
    expect_judges_find_nothing((folder_.path() / "scrubbed.pdf").string());
}

TEST_F(PdfScrub, LeavesBarePictures)
{
    test::start_vips();
    auto const photograph = write("photo.jpg", test::encoded_noise(".jpg", 80, 60));
    printed_by(fmt::format(
        "exiftool -q -overwrite_original -Artist=CANARY -XMP:Creator=CANARY -Comment=CANARY {}", photograph));
    auto const jpeg = read_file(photograph).value();
    std::string const picture = "/Type /XObject /Subtype /Image /Width 80 /Height 60 /ColorSpace /DeviceRGB "
                                "/BitsPerComponent 8 /Filter ";
    std::string hex;
    for (unsigned char byte : jpeg)
        hex += fmt::format("{:02x}", byte);
    auto const pdf
        = test::pdf_of({"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /XObject << /I 5 "
            "0 R /J 6 0 R >> >> >>",
            pdf_stream("/I Do /J Do"), pdf_stream(jpeg, picture + "/DCTDecode"),
            pdf_stream(hex + ">", picture + "[/ASCIIHexDecode /DCTDecode] /DecodeParms [null null]")});
    ASSERT_THAT(pdf, HasSubstr("CANARY"));
    auto const scrubbed = scrub_pdf(pdf);
    ASSERT_TRUE(scrubbed.ok()) << scrubbed.error().message;
    auto const file = write("scrubbed.pdf", *scrubbed);
    printed_by(fmt::format("pdfimages -all {} {}/out", file, folder_.path().string()));
    for (auto const* name : {"out-000.jpg", "out-001.jpg"}) {
        auto const out = folder_.path() / name;
        ASSERT_TRUE(std::filesystem::exists(out));
        EXPECT_THAT(read_file(out).value(), Not(HasSubstr("CANARY")));
        printed_by(fmt::format("ffmpeg -v error -xerror -i {} -f null -", out.string()));
        EXPECT_THAT(test::exiftool_names(out), Not(Contains("Artist")));
    }
}

TEST_F(PdfScrub, KeepsWhatReadersUse)
{
    auto const left = opened(small_pdf("/Lang (ru) /Outlines 6 0 R /MarkInfo << /Marked true >> /Names << "
                                       "/Dests << /Names [(here) [3 0 R /Fit]] >> >>"
                                       " /AcroForm << /Fields [5 0 R] >>",
        "/Annots [5 0 R << /Type /Annot /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI "
        "(https://example.org/a) >> >>"
        " << /Type /Annot /Subtype /Link /Rect [0 0 9 9] /Dest (here) >>]"
        " /Resources << /Font << /Info << /Type /Font /Subtype /Type1 /BaseFont /Courier >> >> >>",
        {"<< /Type /Annot /Subtype /Widget /FT /Tx /T (name) /V (x) /Rect [10 10 90 40] /AP << /N 8 0 R >> "
         ">>",
            "<< /First 7 0 R /Last 7 0 R /Count 1 >>",
            "<< /Title (Chapter) /Parent 6 0 R /A << /S /GoTo /D [3 0 R /Fit] >> >>",
            pdf_stream("BT (filled in) Tj ET", "/Type /XObject /Subtype /Form /BBox [0 0 80 30]")}));
    for (auto const* kept : {"(https://example.org/a)", "/Dest (here)", "(Chapter)", "/GoTo", "/Lang (ru)",
             "(filled in) Tj", "/BaseFont /Courier", "/Marked true"})
        EXPECT_THAT(left, HasSubstr(kept));
    EXPECT_THAT(left, Not(HasSubstr("/Widget")));
}

TEST_F(PdfScrub, ChangesNothingTheSecondTime)
{
    for (auto const& [what, pdf] : planted_files()) {
        auto const once = scrub_pdf(pdf);
        if (!once)
            continue;
        auto const twice = scrub_pdf(*once);
        ASSERT_TRUE(twice.ok()) << what << ": " << twice.error().message;
        EXPECT_EQ(*once, *twice) << what;
    }
}

TEST_F(PdfScrub, RefusesWhatIsProtectedDamagedOrTooMuch)
{
    auto const plain = write("plain.pdf", small_pdf());
    auto const protect = [&](std::string const& passwords) {
        auto const file = (folder_.path() / "protected.pdf").string();
        printed_by(fmt::format("qpdf --encrypt {} 256 -- {} {}", passwords, plain, file));
        return read_file(file).value();
    };
    auto const whole = small_pdf();
    struct {
        char const* name;
        std::string pdf;
        ErrorCode code;
        char const* message;
    } const cases[] = {
        {"needs a password to be read", protect("user owner"), ErrorCode::invalid,
            "protected with a password"},
        {"needs one to be changed", protect("'' owner"), ErrorCode::invalid, "protected"},
        {"nothing", "", ErrorCode::invalid, "damaged"},
        {"only a head", "%PDF-1.7\n", ErrorCode::invalid, "damaged"},
        {"a page of the web behind a head", "%PDF-1.7\n<html><script>alert(1)</script></html>",
            ErrorCode::invalid, "damaged"},
        {"cut short", whole.substr(0, whole.size() / 2), ErrorCode::invalid, "damaged"},
        {"its table behind its end", small_pdf() + "CANARY\nstartxref\n0\n", ErrorCode::invalid, "damaged"},
        {"no pages",
            test::pdf_of({"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [] /Count 0 >>"}),
            ErrorCode::invalid, "no pages"},
        {"no catalog", test::pdf_of({"(nothing)"}), ErrorCode::invalid, "damaged"},
        {"pages in a circle",
            test::pdf_of({"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [2 0 R] /Count 1 >>"}),
            ErrorCode::invalid, "damaged"},
        {"a stream that is longer than it says",
            small_pdf("", "/Group 5 0 R", {"<< /Length 2 >>\nstream\nabcdef\nendstream"}), ErrorCode::invalid,
            "damaged"},
        {"a stream that does not decode",
            small_pdf("", "/Resources << /X 5 0 R >>", {pdf_stream("no zlib", "/Filter /FlateDecode")}),
            ErrorCode::invalid, "damaged"},
        {"a photograph that is none",
            small_pdf("", "/Resources << /XObject << /I 5 0 R >> >>",
                {pdf_stream("no JPEG", "/Subtype /Image /Filter /DCTDecode")}),
            ErrorCode::invalid, "picture"},
        {"objects in objects", small_pdf("/Lang " + std::string(600, '[') + std::string(600, ']')),
            ErrorCode::invalid, "damaged"},
    };
    for (auto const& refused : cases) {
        auto const scrubbed = scrub_pdf(refused.pdf);
        ASSERT_FALSE(scrubbed.ok()) << refused.name;
        EXPECT_EQ(scrubbed.error().code, refused.code) << refused.name;
        EXPECT_THAT(scrubbed.error().message, HasSubstr(refused.message)) << refused.name;
    }
    EXPECT_EQ(scrub_pdf(whole, {10, 10, 10}).error().code, ErrorCode::limit);
    EXPECT_EQ(scrub_pdf(whole, {1 << 20, 0, 10}).error().code, ErrorCode::limit);
    EXPECT_EQ(scrub_pdf(whole, {1 << 20, 10, 2}).error().code, ErrorCode::limit);
}

} // namespace
} // namespace broadsheet::files
