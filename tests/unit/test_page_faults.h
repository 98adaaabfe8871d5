/* tests/unit/test_page_faults.h: the page's tables of rising and new faults. */
#ifndef TEST_PAGE_FAULTS_H
#define TEST_PAGE_FAULTS_H

#define FAULT_TABLES                                                                               \
    "],\"series\":[],\"columns\":[],\"tables\":{\"faults.rising\":{"                               \
    "\"columns\":[{\"name\":\"product\",\"unit\":\"text\"},{\"name\":\"fault\",\"unit\":"          \
    "\"text\"},{\"name\":\"n\",\"unit\":\"count\"},{\"name\":\"per_month\",\"unit\":"              \
    "\"count\"},{\"name\":\"per_month_before\",\"unit\":\"count\"},{\"name\":\"ratio\","           \
    "\"unit\":\"ratio\"},{\"name\":\"lower\",\"unit\":\"ratio\"},{\"name\":\"upper\","             \
    "\"unit\":\"ratio\"},{\"name\":\"q\",\"unit\":\"q\"},{\"name\":\"product_n\",\"unit\":"        \
    "\"count\"},{\"name\":\"n_before\",\"unit\":\"count\"},{\"name\":"                             \
    "\"product_n_before\",\"unit\":\"count\"}],\"rows\":[[\"P7\","                                 \
    "\"leak<img src=x>\",179,59.67,7.2,8.29,6.27,11.05,1e-9,716,72,2400]]},"                       \
    "\"faults.new\":{\"columns\":[{\"name\":\"product\",\"unit\":\"text\"},"                       \
    "{\"name\":\"fault\",\"unit\":\"text\"},{\"name\":\"n\",\"unit\":\"count\"},"                  \
    "{\"name\":\"product_n\",\"unit\":\"count\"},{\"name\":\"product_n_before\","                  \
    "\"unit\":\"count\"},{\"name\":\"q\",\"unit\":\"q\"}],\"rows\":[[\"P8\","                      \
    "\"hum\",14,310,1020,1e-4],[\"P9\",\"creak\",31,88,0,null]]},"

#endif
