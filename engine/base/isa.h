/* base/isa.h: the instruction sets that hot loops have a variant for. */
#ifndef BASE_ISA_H
#define BASE_ISA_H

enum isa { ISA_PORTABLE, ISA_AVX2, ISA_AVX512 };

#endif
