#include "cli/command_line.h"

#include <malloc.h>

int main(int argc, char** argv)
{
    // Each arena keeps what its threads have freed: two are plenty, and keep the program small.
    mallopt(M_ARENA_MAX, 2);
    // What is large, such as an edition's catalogue, is mapped, so that it goes back to the system when it is freed: left alone, malloc
    // raises this limit as it meets such blocks, and keeps them.
    mallopt(M_MMAP_THRESHOLD, 128 * 1024);
    return broadsheet::cli::run(argc, argv);
}
