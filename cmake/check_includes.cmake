# Fails where a file of src/ includes a room that its own does not name under USES. The compiler cannot tell: it also
# finds the rooms below those (cmake/Room.cmake).
#
#   cmake -D ROOMS=build/…/rooms.cmake -D SOURCE=src -P check_includes.cmake
cmake_minimum_required(VERSION 3.25)
include(${ROOMS}) # sets rooms, and uses_NAME for each
set(wrong "")
foreach(room ${rooms})
    file(GLOB_RECURSE files ${SOURCE}/${room}/*.h ${SOURCE}/${room}/*.cpp)
    foreach(file ${files})
        file(STRINGS ${file} includes REGEX "^#include \"[a-z_]+/")
        foreach(include ${includes})
            string(REGEX REPLACE "^#include \"([a-z_]+)/.*" "\\1" used "${include}")
            if(NOT used STREQUAL room AND used IN_LIST rooms AND NOT used IN_LIST uses_${room})
                string(APPEND wrong "${file}: ${include}: room '${room}' does not name '${used}' in src/CMakeLists.txt\n")
            endif()
        endforeach()
    endforeach()
endforeach()
if(wrong)
    message(FATAL_ERROR "${wrong}")
endif()
