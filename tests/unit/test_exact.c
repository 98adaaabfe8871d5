/* layer: base */
#include "base/exact.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static i128 decimal(const char *digits)
{
    const bool is_negative = digits[0] == '-';
    u128 value = 0;
    for (digits += is_negative; *digits != '\0'; digits++)
        value = value * 10 + (unsigned)(*digits - '0');
    return (i128)(is_negative ? -value : value);
}

struct ratio {
    const char *numerator, *denominator;
    double quotient;
};

/* Quotients by Python's division of whole numbers, which rounds once: [(a / b).hex() ...]. The
 * first rows stand on the edges (ties, powers of two, the ends of the range), the others are
 * random. */
// clang-format off
static const struct ratio ratios[] = {
    {"0", "1", 0x0.0p+0},
    {"1", "1", 0x1.0000000000000p+0},
    {"1", "2", 0x1.0000000000000p-1},
    {"1", "3", 0x1.5555555555555p-2},
    {"2", "3", 0x1.5555555555555p-1},
    {"-1", "3", -0x1.5555555555555p-2},
    {"-7", "1", -0x1.c000000000000p+2},
    {"170141183460469231731687303715884105727", "1", 0x1.0000000000000p+127},
    {"170141183460469231731687303715884105727", "2", 0x1.0000000000000p+126},
    {"170141183460469231731687303715884105727", "3", 0x1.5555555555555p+125},
    {"1", "170141183460469231731687303715884105727", 0x1.0000000000000p-127},
    {"170141183460469231731687303715884105726", "170141183460469231731687303715884105727",
     0x1.0000000000000p+0},
    {"170141183460469231731687303715884105727", "170141183460469231731687303715884105727",
     0x1.0000000000000p+0},
    {"-170141183460469231731687303715884105727", "1", -0x1.0000000000000p+127},
    {"-170141183460469231731687303715884105728", "1", -0x1.0000000000000p+127},
    {"-170141183460469231731687303715884105728", "3", -0x1.5555555555555p+125},
    {"9007199254740993", "1", 0x1.0000000000000p+53},
    {"9007199254740995", "1", 0x1.0000000000002p+53},
    {"27021597764222979", "3", 0x1.0000000000000p+53},
    {"90071992547409931", "5", 0x1.0000000000001p+54},
    {"90071992547409929", "5", 0x1.0000000000000p+54},
    {"18014398509481986", "1", 0x1.0000000000000p+54},
    {"18014398509481990", "1", 0x1.0000000000002p+54},
    {"9223372036854775807", "1", 0x1.0000000000000p+63},
    {"18446744073709551615", "1", 0x1.0000000000000p+64},
    {"18446744073709551616", "1", 0x1.0000000000000p+64},
    {"18446744073709551617", "1", 0x1.0000000000000p+64},
    {"1267650600228229542234191560704", "1", 0x1.0000000000000p+100},
    {"1267650600228229542234191560705", "1", 0x1.0000000000001p+100},
    {"1267650600228229331127959027712", "1", 0x1.0000000000000p+100},
    {"1267650600228229331127959027711", "1", 0x1.fffffffffffffp+99},
    {"27021597764222977", "18014398509481984", 0x1.8000000000000p+0},
    {"1000000000000000000000000000000", "7", 0x1.cd98a8b00a10bp+96},
    {"-1000000000000000000000000000000", "1000000007", -0x1.b1ae4d3b4070fp+69},
    {"-665496014308", "15885747036681917888757712", -0x1.7955decd9048dp-45},
    {"338787163211036157969", "14280403894933577834186554449809141", 0x1.ab5f4576a76bep-46},
    {"5033613272634523", "2257", 0x1.03a1d307acc7dp+41},
    {"29790486124420534", "3099743200012550504945838126692446297", 0x1.6b145043edf17p-67},
    {"2109115213575198891520689635061018865", "36515209977633843670327235874460848528",
     0x1.d92b4f24472c7p-5},
    {"-75919", "283475", -0x1.123e3a3c629cdp-2},
    {"-37415", "861130956623045306415", -0x1.90be492c40483p-55},
    {"9528", "154172564518354", 0x1.0fcd9a976b4f2p-34},
    {"295130704777889526555275319", "9808507260218814804", 0x1.cb2029ebe929cp+24},
    {"-11318345969727256", "13658950390777173682055", -0x1.bcdf58e00adbep-21},
    {"434858680951", "101331585261510984739252768", 0x1.353b24a965e82p-48},
    {"-9343740666728786239573", "12061676020976241003748314170", -0x1.9fe4f24c94dc5p-21},
    {"35569955959643382181404293162690497230", "73941283791433752557156104238",
     0x1.cac580cf1e795p+28},
    {"17330193207753879", "300202968847871526212491677050", 0x1.03fc253574664p-44},
    {"-14236928064404127337643485807052", "2590959673347837861085", -0x1.4784b7b75cd43p+32},
    {"153803250232860383597491356297271", "187", 0x1.4c32282b6187ep+99},
    {"-715462773113884392602889675", "54617500498", -0x1.744f844780669p+53},
    {"-19536478241198782738753927330452254", "42989049427942", -0x1.8a2cb62e7bc6ap+68},
    {"16177", "206220972", 0x1.4905a7e1694bfp-14},
    {"99339759823", "2064485084120988", 0x1.93a58501b80cep-15},
    {"-2332252600827479833437263007256636", "329890204708031723295", -0x1.9b83fef69d23fp+42},
    {"-11293991961596989416800418966192", "64728732235699064883944377150321749312",
     -0x1.76b26fe23128fp-23},
    {"1873868299091836052015701086262429695", "707076898", 0x1.120533fa23b87p+91},
    {"-12952615", "45735466702513555730123105291359", -0x1.5e97f4745526ep-82},
    {"0", "343290447275456161517", 0x0.0p+0},
    {"278971431360", "502085498991790991", 0x1.2a4c9112f83a1p-21},
    {"-1004658664998250923217598206134", "887479395908100", -0x1.01652b93e22d4p+50},
    {"-7889", "48", -0x1.48b5555555555p+7},
    {"504", "15842335460733861", 0x1.1e8cea93b024ap-45},
    {"925998072585", "1", 0x1.af33928612000p+39},
    {"562685", "373861696836374370180781570520353327", 0x1.e86ba6d899ac2p-100},
    {"-771315970037491271421165754409756", "5042043212479725816237799820156110193",
     -0x1.40d0d4666480bp-13},
    {"-7559", "26529461441464565769147993490205644247", -0x1.7abc2618e0233p-112},
    {"295", "20976202254484125190259669886", 0x1.168eb3b6ec0c0p-86},
    {"3191548544329702843", "132912757188560787955", 0x1.896b1fc08f0e3p-6},
    {"3669028567021913574847458895824937080", "235981180335978781175220153893",
     0x1.da7c862861ee8p+23},
    {"-677943141731715256718683666151330", "37017835530762065127443536871113798",
     -0x1.2c0e504ef791ep-6},
    {"-309518931312475645068", "3924224072352432085615170", -0x1.4ad239bee03fdp-14},
    {"542921188200290567376565705995", "9254112900063333035396239147062", 0x1.e09bea729507dp-5},
    {"-34738146", "2038954136565", -0x1.1dd660cd9b9a6p-16},
    {"-80347483279965454157049389830694691420", "23237180", -0x1.5d23c4ad54d3cp+101},
    {"-135165644690210500258824", "2344357532226169134162316258237337674", -0x1.03a887e78c624p-44},
    {"-3716", "22665178", -0x1.57d507a360acbp-13},
    {"64780629", "3011329728364758851", 0x1.7a72c97813a41p-36},
    {"22629322159065", "63058469169684740023673314616377", 0x1.a7ab8bdd8a361p-62},
    {"1204214147553240191371279886193", "45817262804092831", 0x1.7e77b9da496e8p+44},
    {"-7044118953219", "857027319385114958", -0x1.13caca9a17287p-17},
    {"903894470126811497823294555024082063", "2", 0x1.5c2ae0515594ap+118},
    {"60938179939456164061961", "592557305001801680302294", 0x1.a53ad30fe726bp-4},
    {"-2161652906846239769", "575311", -0x1.b56a2d3cbe728p+41},
    {"18841443124868819070", "54115826018505653269", 0x1.64865dc9b30d6p-2},
    {"62815700532494515", "20363855657796522687217859582989", 0x1.bc8c1a11f80c6p-49},
    {"78642637", "179005321176954724814151532301", 0x1.098f390d27eddp-71},
    {"2361213393423796", "76125104196506859099888420626597914", 0x1.24f3cec40be1fp-65},
    {"-34983287493318250090354782", "10577090338555731206676260308178", -0x1.bbeb68c189449p-19},
    {"304804897222438076379", "3159792084695530809600580107634348", 0x1.b26ef35cd5c8bp-44},
    {"1", "1187482", 0x1.c41bd20940ef4p-21},
    {"1672181837876521783", "3215746778066418872778", 0x1.10a0f2a44e3c2p-11},
    {"65586326275127881399", "3973232809676643029275871340892511", 0x1.295d4d1356c70p-46},
    {"51720850401", "10362078232446094636", 0x1.5700e9a4fa02ap-28},
};
// clang-format on

static void test_ratio(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ratios / sizeof ratios[0]; i++) {
        const double found =
            exact_ratio(decimal(ratios[i].numerator), decimal(ratios[i].denominator));
        if (memcmp(&found, &ratios[i].quotient, sizeof found) != 0)
            fail_msg("%s / %s = %a, not %a", ratios[i].numerator, ratios[i].denominator, found,
                     ratios[i].quotient);
    }
}

/* Two numbers of at most 53 bits and of many sizes, the second positive. */
static void draw_ratio(uint64_t *seed, int round, int64_t *a, int64_t *b)
{
    *seed = *seed * 6364136223846793005U + 1442695040888963407U;
    *a = (int64_t)(*seed >> (11 + round % 40)) - 1000;
    *seed = *seed * 6364136223846793005U + 1442695040888963407U;
    *b = (int64_t)(*seed >> (11 + round % 53)) + 1;
}

/* Numbers below 2^53: one division of doubles is itself rounded once. */
static void test_ratio_of_small_numbers(void **state)
{
    (void)state;
    uint64_t seed = 1;
    for (int i = 0; i < 200000; i++) {
        int64_t a, b;
        draw_ratio(&seed, i, &a, &b);
        assert_true(exact_ratio(a, b) == (double)a / (double)b);
    }
}

/* The same ratio of numbers too large for a double: the long division. */
static void test_ratio_of_large_numbers(void **state)
{
    (void)state;
    const i128 factor = ((i128)1 << 62) + 1;
    uint64_t seed = 2;
    for (int i = 0; i < 200000; i++) {
        int64_t a, b;
        draw_ratio(&seed, i, &a, &b);
        assert_true(exact_ratio(a * factor, b * factor) == exact_ratio(a, b));
    }
}

static void test_ratio_without_a_denominator(void **state)
{
    (void)state;
    assert_true(exact_ratio(5, 0) == 0.0);
    assert_true(exact_ratio(0, 5) == 0.0);
}

static void test_decimal(void **state)
{
    (void)state;
    static const char *const numbers[] = {"0",
                                          "7",
                                          "-7",
                                          "10",
                                          "-10",
                                          "9223372036854775807",
                                          "18446744073709551616",
                                          "170141183460469231731687303715884105727",
                                          "-170141183460469231731687303715884105728"};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        char out[I128_DECIMAL_BYTES];
        assert_int_equal(exact_decimal(decimal(numbers[i]), out), strlen(numbers[i]));
        assert_string_equal(out, numbers[i]);
    }
}

static void test_gcd_and_lcm(void **state)
{
    (void)state;
    for (uint64_t a = 1; a <= 60; a++)
        for (uint64_t b = 1; b <= 60; b++) {
            uint64_t gcd = a < b ? a : b, lcm = a > b ? a : b;
            while (a % gcd != 0 || b % gcd != 0) gcd--;
            while (lcm % a != 0 || lcm % b != 0) lcm++;
            assert_int_equal(exact_gcd(a, b), gcd);
            assert_int_equal(exact_lcm(a, b), lcm);
        }
    assert_int_equal(exact_lcm(UINT64_MAX, 2), 0);
    assert_int_equal(exact_lcm(UINT64_MAX, UINT64_MAX), UINT64_MAX);
    assert_int_equal(exact_lcm(0, 5), 0);
}

static void test_sums_that_do_not_fit(void **state)
{
    (void)state;
    int64_t small;
    uint64_t large;
    i128 huge;
    const i128 most = decimal("170141183460469231731687303715884105727");
    assert_true(exact_add_i64(INT64_MAX, 0, &small) && small == INT64_MAX);
    assert_false(exact_add_i64(INT64_MAX, 1, &small));
    assert_false(exact_add_i64(INT64_MIN, -1, &small));
    assert_true(exact_add_u64(UINT64_MAX, 0, &large) && large == UINT64_MAX);
    assert_false(exact_add_u64(UINT64_MAX, 1, &large));
    assert_true(exact_add_i128(most, -1, &huge) && huge == most - 1);
    assert_false(exact_add_i128(most, 1, &huge));
    assert_true(exact_multiply_i128(INT64_MAX, INT64_MIN, &huge) &&
                huge == (i128)INT64_MAX * INT64_MIN);
    assert_false(exact_multiply_i128(most, 2, &huge));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ratio),
        cmocka_unit_test(test_ratio_of_small_numbers),
        cmocka_unit_test(test_ratio_of_large_numbers),
        cmocka_unit_test(test_ratio_without_a_denominator),
        cmocka_unit_test(test_decimal),
        cmocka_unit_test(test_gcd_and_lcm),
        cmocka_unit_test(test_sums_that_do_not_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
