#include "base/isa.h"

#include "base/text.h"

#include <string.h>

static const char *const names[ISA_COUNT] = {"portable", "avx2", "avx512"};

const char *isa_name(enum isa isa)
{
    return (unsigned)isa < ISA_COUNT ? names[isa] : "unknown";
}

#if defined(__x86_64__)

static bool has_avx2(void)
{
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
           __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt") &&
           __builtin_cpu_supports("pclmul");
}

static bool has_avx512(void)
{
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512vbmi") &&
           __builtin_cpu_supports("avx512vbmi2");
}

#else

static bool has_avx2(void)
{
    return false;
}

static bool has_avx512(void)
{
    return false;
}

#endif

bool isa_is_here(enum isa isa)
{
    switch (isa) {
    case ISA_PORTABLE: return true;
    case ISA_AVX2: return has_avx2();
    case ISA_AVX512: return has_avx2() && has_avx512();
    case ISA_COUNT: break;
    }
    return false;
}

enum isa isa_best(void)
{
    enum isa best = ISA_PORTABLE;
    for (enum isa isa = ISA_PORTABLE; isa < ISA_COUNT; isa++)
        if (isa_is_here(isa)) best = isa;
    return best;
}

static enum rc refuse_name(const char *forced, struct err *err)
{
    err_set(err, RC_USAGE, "RATER_ISA is \"%.40s\", which is none of portable, avx2, avx512",
            forced);
    const char *const nearest = text_nearest(forced, names, ISA_COUNT);
    if (nearest) return err_hint(err, "did you mean %s?", nearest), RC_USAGE;
    return err_hint(err, "leave it away for the fastest: %s", isa_name(isa_best())), RC_USAGE;
}

enum rc isa_choose(const char *forced, enum isa *isa, struct err *err)
{
    if (!forced || !*forced) {
        *isa = isa_best();
        return RC_OK;
    }
    for (enum isa asked = ISA_PORTABLE; asked < ISA_COUNT; asked++) {
        if (strcmp(forced, names[asked]) != 0) continue;
        if (isa_is_here(asked)) {
            *isa = asked;
            return RC_OK;
        }
        err_set(err, RC_USAGE, "RATER_ISA is %s, which this processor has not got", forced);
        err_hint(err, "leave it away for the fastest that is here: %s", isa_name(isa_best()));
        return RC_USAGE;
    }
    return refuse_name(forced, err);
}
