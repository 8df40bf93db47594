# Embeds files in the binary: a generated assembler file takes each in with .incbin, and a generated table names them.
#
#   broadsheet_embed(TARGET NAMESPACE_SYMBOL BASE_DIR file…)
#
# adds to TARGET a function `std::span<const broadsheet::EmbeddedFile> SYMBOL()` (declared by the user, see
# base/embedded.h) whose entries carry each file's path relative to BASE_DIR, sorted.
function(broadsheet_embed target symbol base)
    set(files ${ARGN})
    list(SORT files)
    set(assembler "${CMAKE_CURRENT_BINARY_DIR}/${symbol}.S")
    set(table "${CMAKE_CURRENT_BINARY_DIR}/${symbol}.cpp")
    set(asm ".section .rodata\n")
    set(declarations "")
    set(entries "")
    set(number 0)
    foreach(file ${files})
        get_filename_component(absolute ${file} ABSOLUTE)
        file(RELATIVE_PATH relative ${base} ${absolute})
        set(label "${symbol}_${number}")
        string(APPEND asm ".balign 16\n.global ${label}_begin\n${label}_begin:\n.incbin \"${absolute}\"\n"
            ".global ${label}_end\n${label}_end:\n.byte 0\n")
        string(APPEND declarations "extern const char ${label}_begin[];\nextern const char ${label}_end[];\n")
        string(APPEND entries "        {\"${relative}\", {${label}_begin, static_cast<std::size_t>(${label}_end - ${label}_begin)}},\n")
        math(EXPR number "${number}+1")
    endforeach()
    string(APPEND asm ".section .note.GNU-stack,\"\",@progbits\n")
    file(CONFIGURE OUTPUT ${assembler} CONTENT "${asm}" @ONLY)
    file(CONFIGURE OUTPUT ${table} CONTENT "#include \"base/embedded.h\"
#include <array>
extern \"C\" {
${declarations}}
namespace broadsheet {
std::span<const EmbeddedFile> ${symbol}();
std::span<const EmbeddedFile> ${symbol}()
{
    static const std::array<EmbeddedFile, ${number}> files{{
${entries}    }};
    return files;
}
} // namespace broadsheet
" @ONLY)
    set_source_files_properties(${assembler} PROPERTIES OBJECT_DEPENDS "${files}")
    target_sources(${target} PRIVATE ${assembler} ${table})
endfunction()
