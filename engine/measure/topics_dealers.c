/* Pages of the tables of dealers, technicians and faults. */
#include "measure/topics.h"

const struct topic topics_dealers[] = {
    {
        .id = "card.repeat_30d.dealer",
        .also = {"card.repeat_30d.technician", "card.close_48h.dealer", "card.close_48h.technician",
                 "card.top2.dealer", "card.top2.technician", "card.overall.dealer",
                 "card.overall.technician"},
        .title = {"记分卡：逐家（逐人）", "Scorecards, unit by unit"},
        .definition =
            {"一个指标的记分卡，每家经销商（每位技师）一行，统计截至报告月的 12 个月：n；crude "
             "为原始值；expected 为全网络做同样的工作会是多少；adjusted "
             "及上下限为同类校正值；shrunken 为收缩估计；limit_95、limit_998 "
             "为该单位大小处的漏斗图控制限；z、q、verdict 为判断；reliability "
             "为该单位的可靠度；rank_first 至 rank_last 为名次范围（1 最好）；reversed "
             "表示原始值与校正值方向相反；strata 为用作“同类”的分层。",
             "The scorecard of one indicator, a row for each dealer (technician), over the 12 "
             "months up to the report month: n; crude, the value as it is; expected, what the "
             "network would have with the same jobs; adjusted with bounds, the value with like "
             "jobs compared; shrunken, drawn to the network's as far as it is chance; limit_95 and "
             "limit_998, the funnel's limits at the unit's size; z, q and verdict; reliability of "
             "the unit's value; rank_first to rank_last, the ranks it can have (1 is best); "
             "reversed, whether crude and adjusted point in opposite directions; strata, what made "
             "jobs alike."},
        .formula = "expected = mean over own rows of the network's value in their stratum "
                   "(product, stage, month; left out from the end where they cost over a fifth of "
                   "what the comparisons are worth); adjusted: share with the odds psi times those "
                   "of the others, psi the common odds ratio (means: the network's plus the "
                   "weighted difference in the strata); limits: network ± 1.96 (3.09) sqrt(s^2 + "
                   "tau^2), on the log odds for shares; z = z by chance / sqrt(1 + tau^2 / s^2), "
                   "Student's t, q after Benjamini and Hochberg over the units of the table; "
                   "reliability = tau^2 / (tau^2 + s^2); ranks: pairs of units apart after Holm",
        .source = "Mantel & Haenszel 1959; Spiegelhalter 2005, Quality and Safety in Health Care "
                  "14:347; Morris 1983, JASA 78:47; Adams 2009, RAND TR-653; Mogstad et al. 2024, "
                  "Review of Economic Studies 91:476",
        .guard = {"n 低于 minimum_base 时除 n 外都空；低于 judged_base 或预期达成、未达成不足 5 "
                  "例时结论为“不能说”；可比单位不足 3 个时没有收缩估计和可靠度；可靠度中位数低于 "
                  "0.7、单位超过 2000 个时没有名次；单位超过 200 个时只列 q < 0.05 "
                  "的。客户回答的指标，可由相减推出的单位不列数值。",
                  "Below minimum_base a row has n alone; below judged_base, or with fewer than 5 "
                  "expected to be met or missed, the verdict is cannot say; no shrunken value or "
                  "reliability with fewer than 3 units to compare; no ranks with a median "
                  "reliability below 0.7 or more than 2000 units; of more than 200 units those "
                  "with q < 0.05 alone. Of what customers answered, a unit is held back that could "
                  "be worked out by subtraction."},
        .misuse = {"不是排行榜：只看名次而不看范围会把偶然当作差别；收缩值不是考核值。只校正产品、"
                   "阶段和月份，地区、距离、记录口径不在内。各列的定义见指标 "
                   "card.*.adjusted、.shrunken、.reliability、.overdispersion。",
                   "No league table: a rank without its range takes chance for a difference, and a "
                   "shrunken value is nothing to hold anybody to. Products, stages and months "
                   "alone are adjusted for, not region, distance, or habits of recording. See the "
                   "metrics card.*.adjusted, .shrunken, .reliability and .overdispersion."},
    },
    {
        .id = "service.case_mix",
        .title = {"24 小时内解决：同类产品比较", "Solved within 24 hours, like products compared"},
        .definition =
            {"每家经销商截至报告月 12 个月内、产品已知且时限已过的维修：24 小时内解决的比例 "
             "value，其余经销商合计的 rest，两者之差 difference，以及按产品逐一比较后的差 adjusted "
             "及其上下限；reversed 表示同类比较显著（q < 0.05）而方向与原始差相反。",
             "Of each dealer's repairs of the 12 months up to the report month whose product is "
             "known and whose 24 hours have passed: the share solved within 24 hours (value), that "
             "of all other dealers together (rest), their difference, and the difference product "
             "by product (adjusted, with bounds); reversed: the comparison of like products is "
             "significant (q < 0.05) and points the other way than the crude one."},
        .formula = "adjusted = sum over products of w (own share - others' share) / sum of w, w = "
                   "n_own n_others / (n_own + n_others); p of the Mantel-Haenszel test; q after "
                   "Benjamini and Hochberg over the dealers of the table",
        .source = "Mantel & Haenszel 1959; Sato, Greenland & Robins 1989, Biometrics 45:1323; "
                  "Simpson 1951",
        .guard = {"少于 minimum_base "
                  "件的经销商不列；输入没有经销商或产品时没有此表。没有其他经销商做同样产品时 "
                  "adjusted 为空。",
                  "Dealers with fewer than minimum_base repairs are left out; without dealers or "
                  "products in the input there is no table. adjusted is empty where nobody else "
                  "repairs the same products."},
        .misuse =
            {"只校正产品；故障轻重、距离、阶段不在内。对一家经销商下结论用记分卡（card.close_48h."
             "dealer），它还容许单位之间常见的差异；本表只说明原始比较何时误导。",
             "Adjusted for products alone, not for severity, distance or stage. What is to be said "
             "of a dealer is said by his scorecard (card.close_48h.dealer), which also grants the "
             "usual spread of units; this table says where the crude comparison misleads."},
    },
    {
        .id = "forensics.dealers",
        .title = {"评分之前应先核查的经销商",
                  "Dealers to look at before their scores are believed"},
        .definition =
            {"每家经销商截至报告月的 12 个月，与其余经销商合计相比：coverage "
             "为结案后有应答回访的比例，top 为各题全答最高分的答卷比例，excess "
             "为其与其余之差及上下限，top2_share 为满意（最高两档）比例，repeat_share 为 30 "
             "天内返修比例。signs 为出现的迹象数：回访少、满分多、评分更好而返修更多；两个及以上为 "
             "suspect，排在最前；其余经销商的数值不含可疑者。",
             "Each dealer over the 12 months up to the report month, against the other dealers "
             "together: coverage, the share of closings with an answered callback; top, the share "
             "of answers with every item at the top, excess its difference from the rest with "
             "bounds; top2_share, the share satisfied; repeat_share, repeats within 30 days. signs "
             "counts what was found: fewer callbacks, more top answers, better scores while more "
             "comes back; two or more make a suspect. Suspects stand first, and the others that a "
             "dealer is held against are told again without them."},
        .formula = "a sign: apart by 0.1 or more (repeats: by any amount) and q < 0.05; one-sided "
                   "p of two shares, q after Benjamini and Hochberg over the dealers, each measure "
                   "alone; excess: Newcombe's interval",
        .source = "Newcombe 1998, Statistics in Medicine 17:873; Benjamini & Hochberg 1995; Judge "
                  "& Schechter 2009, J Human Resources 44:1 (detecting made-up survey data)",
        .guard = {"少于 judged_base 行的经销商没有 q 和 excess，少于 minimum_base "
                  "的不列数值；四项指标中不足两项时没有此表。",
                  "No q and no excess with fewer than judged_base rows, no value with fewer than "
                  "minimum_base; no table with fewer than two of its four measures."},
        .misuse =
            {"“可疑”只说应先听录音、查回访名单，不说有人作假：小而好的经销商也可能满分多。每月单独"
             "看会有偶然的迹象。",
             "Suspect says which recordings and lists to look at first, not that anybody made up "
             "answers: a good dealer can have many top scores. A single sign proves nothing."},
    },
    {
        .id = "faults.pareto_fault",
        .also = {"faults.pareto_cause", "faults.pareto_action"},
        .title = {"故障、原因、措施的帕累托", "Pareto of faults, causes and actions"},
        .definition = {"报告月报修的维修，按故障（原因、措施）代码计数，由多到少；share "
                       "为占有该代码的维修的比例，n_before、share_before 为上月的。",
                       "Repairs reported in the report month by code of fault (cause, action), "
                       "most frequent first; share of the repairs that name one; n_before and "
                       "share_before of the month before."},
        .formula = "share = n / repairs with a code of that link; Wilson interval",
        .source = "Juran 1951, Quality Control Handbook; Wilson 1927",
        .guard = {"没有该列、或报告月没有有代码的维修时为空表；各代码全部列出。",
                  "Empty without that column, or without a repair that has a code; every code is "
                  "listed."},
        .misuse =
            {"件数最多不等于最贵、最危险，也不说明卖得多的产品是否更差。两月份额之差没有检验，显著"
             "上升的见 faults.rising；各份额相加为 1，一项多则别项必少。",
             "Most frequent is not dearest or most dangerous, and says nothing of how many units "
             "are in use. The difference of two months is not tested here: what rises is in "
             "faults.rising. Shares add up to 1: one that rises makes the others fall."},
    },
    {
        .id = "faults.flow",
        .title = {"从故障到原因到措施", "From fault to cause to action"},
        .definition =
            {"报告月报修、三个代码都有的维修，按故障—原因—措施的组合计数，由多到少，最多 60 行。",
             "Repairs reported in the report month with all three codes, by combination of fault, "
             "cause and action, most frequent first, at most 60 rows."},
        .formula = "n = repairs with exactly these three codes",
        .source = "Schmidt 2008, J Industrial Ecology 12:82 (Sankey diagrams)",
        .guard = {"缺一个代码的维修不计，所以合计小于帕累托的；超过 60 种组合时其余不列。",
                  "Repairs without one of the codes are not in it, so it adds up to less than the "
                  "Paretos; combinations beyond 60 are left out."},
        .misuse = {"代码是维修人员写的：组合说明怎样记录和处理，不证明原因。",
                   "Codes are what technicians wrote: a flow shows how faults are recorded and "
                   "treated; it proves no cause."},
    },
    {
        .id = "agreement.dealers",
        .title = {"经销商：说的与做的", "Dealers: words and facts"},
        .definition =
            {"近 12 "
             "个月有回访的维修，每家经销商一行：客户给的平均反应度（said），同样快慢的维修在其他"
             "经销商得到的平均分（expected），其他经销商的总平均（usual），两者之差（difference）；"
             "close_24h 为 24 小时内解决的比例，clock "
             "为快慢与别处相比。words_good：评分高于所值和总平"
             "均，而并不快；facts_good：评分低于所值和总平均，而并不慢。",
             "A row for each dealer, of the repairs of the last 12 months with a callback: the "
             "mean "
             "responsiveness given (said), what repairs of the same speed are given at the other "
             "dealers (expected), what these are given on the whole (usual), and said less "
             "expected (difference); close_24h, the share solved within 24 h; clock, how that "
             "compares. words_good: said lies above expected and usual, and the clock is not fast; "
             "facts_good: said lies below both, and the clock is not slow."},
        .formula =
            "expected = sum over classes of the time of n(class) / n times the others' mean there; "
            "error² = variance within classes / n times max(1, median of z² / 0.4549) over the "
            "dealers; normal; clock: expected less usual beyond 1.96 errors; q after Benjamini and "
            "Hochberg over all dealers",
        .source = "indirect standardisation: Inskip 1983; Spiegelhalter 2005, Statistics in "
                  "Medicine 24:1185 (overdispersion); Benjamini & Hochberg 1995",
        .guard = {"行数不足 judged_base 的经销商不作判断。",
                  "No verdict on dealers with fewer than judged_base rows."},
        .misuse =
            {"评分与快慢不符不是作假的证明：态度、沟通、回访方式都在评分里。只比反应度与用时，"
             "不比服务的好坏。",
             "That words and clock part is no proof of anything dressed up: manners, and how "
             "customers were asked, are part of a score. It compares responsiveness with "
             "time, not good service with bad."},
    },
    {
        .id = "pdca.actions",
        .title = {"每项改进的效果", "What became of each action"},
        .definition =
            {"改进表每行一项：所指部分在生效日之前（最多 6 个完整月）与之后（最多 6 "
             "个完整月，生效当月若非 1 日生效则不计）的水平，与同期其他部分之变化的差（effect）；"
             "returned 为只凭回归均值就会有的变化，smallest 为有 80 % 机会看出的最小效果，reached "
             "为之后水平的区间与目标之比。",
             "A row for each action: the level of its part of the network in up to six whole "
             "months before it took effect and up to six since (a month that it began in the "
             "middle of is neither), and its change less that of the other parts in the same "
             "months (effect); returned, what the return to the mean alone would give; smallest, "
             "the effect that would have been seen with 80 %; reached, the interval of the months "
             "since against the target."},
        .formula =
            "effect = (since − before) − mean of the others' changes, weighted by 1/(ω² + c); "
            "error² = ω² + c + 1/Σ weights: c the chance of the numbers of rows, ω² the variance "
            "of the others' changes beyond it; t with k − 1 df, k others without an action of "
            "their own on the metric. A region is the sum of its dealers. The whole network: "
            "value = a + b month + effect since, weighted by n, t with m − 3 df. p: the greater "
            "of that of the effect and of the effect less returned; q after Benjamini and "
            "Hochberg over all actions; worked, worse: q < 0.05",
        .source = "Conley & Taber 2011, Rev Economics and Statistics 93:113; Ferman & Pinto 2019, "
                  "ibid. 101:452; Wagner et al. 2002, J Clinical Pharmacy and Therapeutics 27:299; "
                  "Galton 1886; Benjamini & Hochberg 1995",
        .guard = {"前后各不足两个完整月、行数不足 judged_base、比率的少数一类前后预期各不足 5 "
                  "例、可比的其他部分不足 4 个、指标或范围认不出时，说明原因，不下结论。",
                  "Told in words without a verdict: fewer than two whole months before or since, "
                  "fewer rows than judged_base, of a share fewer than 5 expected cases of the "
                  "rarer kind, fewer than 4 parts to compare with, a metric or part that is not "
                  "known."},
        .misuse = {"差别不都是改进带来的：同一部分同时发生的一切都在其中。看不出区别不等于无效。",
                   "The difference is not all the action's doing: whatever else happened there is "
                   "in it. Not distinguishable is not without effect."},
    },
    {
        .id = "pdca.months",
        .title = {"改进的逐月结转", "Actions carried from month to month"},
        .definition =
            {"每月：月初结转（carried）、新立（opened）、生效（in_"
             "effect）的项数；月底未落实（waiting"
             "）、其中已过到期日（overdue）、已生效正在跟踪（followed）、已生效且到期该收尾（due）"
             "。",
             "Of each month the actions carried into it, opened and put into effect; and at its "
             "end those waiting, overdue (not in effect and past the due day), followed (in effect "
             "and not yet due) and due (in effect and past it: to be judged and closed)."},
        .formula = "carried + opened − in_effect = waiting + overdue",
        .source = "the service documents: follow every item and its target; Deming 1986",
        .guard = {"没有改进表时没有此表。", "Without a table of actions there is none."},
        .misuse = {"改进表没有收尾日期一列：due 会越积越多。",
                   "The table of actions has no day of closing, so due only grows."},
    },
    {
        .id = "training.effects",
        .title = {"培训之后", "After trainings"},
        .definition =
            {"每个结果指标、每种培训方式与内容一行：受训经销商（trained）在培训当月前后各三个月的水"
             "平"
             "与变化，减去同期未受训（前 6 后 3 "
             "个月内没有培训）、先前水平相同者（untrained）的变化（"
             "effect）；unmatched 为不按先前水平配对的差，returned "
             "为其中回归均值的部分，trend 为培训前两半段变化之差，smallest 为有 80 % "
             "机会看出的最小效果。",
             "A row for each outcome and each way and topic of training: level of the trained "
             "dealers three months before and after the month of training, and their change less "
             "that of dealers of the same earlier level without a training from six months before "
             "to three after (effect); unmatched, the same without regard to the earlier level; "
             "returned, what of that is the return to the mean; trend, the difference of the two "
             "halves of the months before; smallest, the effect that would have been seen with "
             "80 %."},
        .formula =
            "mean over the trained of (after − clean dealers' mean after) − b (before − their mean "
            "before) in the same month of training; b: slope of after on before among the clean; "
            "variance clustered by dealer with G/(G−1), t with Welch's df; trend: b = 1, half of "
            "the up to six months before against the other half; q after Benjamini and Hochberg "
            "over all rows; worked, worse: q < 0.05, and trend p ≥ 0.01",
        .source = "Callaway & Sant'Anna 2021, J Econometrics 225:200; Cengiz et al. 2019, "
                  "Quarterly J Economics 134:1405; Daw & Hatfield 2018, Health Services Research "
                  "53:4138 (matching and regression to the mean); Cameron & Miller 2015",
        .guard = {"受训不足 4 家、未受训不足 8 家（一个月份不足 4 家则该月不计）、前后行数不足 "
                  "judged_base 的经销商不计、比率的少数一类预期不足每家 1 例时，说明原因。",
                  "Told in words: fewer than 4 trained or 8 untrained dealers (months of training "
                  "with fewer than 4 are left out, dealers with fewer than judged_base rows before "
                  "or after too), or less than one expected case of the rarer kind a dealer."},
        .misuse =
            {"谁受训不是抽签决定的：一起发生的其他事也在差别之中。内容与方式没有分开：某内容的"
             "效果可能来自它常用的方式。",
             "Nobody was drawn by lot: whatever else went with a training is in it. Ways and "
             "topics are not told apart: a topic may owe its effect to the way in which it "
             "was mostly taught."},
    },
    {
        .id = "training.events",
        .title = {"哪些培训可以评估", "Which trainings can be told"},
        .definition =
            {"经销商与月份为一次培训：可评估（used）、与另一次相隔太近（repeated）、太近（too_"
             "early）"
             "、早于保存的月份（too_old）的次数，合计及每种方式与内容。",
             "A dealer and month is one training: how many can be told (used), are too near to "
             "another of the dealer (repeated), too recent (too_early) or before the months that "
             "are kept (too_old); of all, and of each way and topic."},
        .formula = "used + repeated + too_early + too_old = trainings",
        .source =
            "Goodman-Bacon 2021, J Econometrics 225:254 (why trained dealers are no controls)",
        .guard = {"没有培训表时没有此表。", "Without a table of trainings there is none."},
        .misuse = {"同月用了两种方式的培训不属于任何一种方式。",
                   "A month with two ways of training counts for neither of them."},
    },
    {0},
};
