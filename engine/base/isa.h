/* base/isa.h: which of the vector instructions the processor has. Code that exists in several
 * variants is chosen through this once, at the start of a run; every variant gives the same bytes,
 * so the choice may only cost time. The program's other code keeps the processor's baseline. Pure
 * and thread-safe. */
#ifndef BASE_ISA_H
#define BASE_ISA_H
#include "base/err.h"

#include <stdbool.h>

/* From the slowest to the fastest; a processor with one of them has all before it. */
enum isa {
    ISA_PORTABLE, /* plain C */
    ISA_AVX2,     /* and BMI1, BMI2, POPCNT, PCLMUL */
    ISA_AVX512,   /* F, BW, VL, VBMI, VBMI2, and all of the above */
    ISA_COUNT
};

/* What a function of the variant is compiled for: ISA_TARGET_AVX2 static void f(...). Inline
 * functions without a target may be called from such a function, and become part of it. */
#if defined(__x86_64__)
#define ISA_AVX2_FEATURES "avx2,bmi,bmi2,popcnt,pclmul"
#define ISA_TARGET_AVX2   __attribute__((target(ISA_AVX2_FEATURES)))
#define ISA_TARGET_AVX512                                                                          \
    __attribute__((target(ISA_AVX2_FEATURES ",avx512f,avx512bw,avx512vl,avx512vbmi,avx512vbmi2")))
#endif

/* "portable", "avx2", "avx512"; never NULL. */
const char *isa_name(enum isa isa);
/* Whether this processor, and the operating system on it, can run the variant. */
bool isa_is_here(enum isa isa);
/* The fastest that is here. */
enum isa isa_best(void);
/* The variant that `forced` names (the text of the environment variable RATER_ISA), or the fastest
 * that is here when it is NULL or "". RC_USAGE when nothing has that name, or the processor has not
 * got it. */
enum rc isa_choose(const char *forced, enum isa *isa, struct err *err);

#endif
