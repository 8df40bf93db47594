#include "cli/command_line.h"

#include <malloc.h>

int main(int argc, char** argv)
{
    // Each arena keeps what its threads have freed: two are plenty, and keep the program small.
    mallopt(M_ARENA_MAX, 2);
    // What is large goes back to the system when it is freed, always: by default the first such block moves the limit.
    mallopt(M_MMAP_THRESHOLD, 128 * 1024);
    return broadsheet::cli::run(argc, argv);
}
