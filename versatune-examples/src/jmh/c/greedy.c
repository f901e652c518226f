/*
 * The largest-deficit rule, timed by itself: add every weight to its domain's deficit and draw the
 * domain with the largest, O(k) a draw.
 *
 * Arguments: a file of weights (the number of domains k, the number of mixes m, then m times k
 * doubles in the machine's byte order, all numbers 64 bits wide), the draws between two changes of
 * weights (0: never), and the seconds to spend. Prints the nanoseconds of a draw, the fastest of
 * the repetitions that fit into that time.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int64_t draw(double *restrict deficit, const double *restrict weight, int64_t k) {
  int64_t best = 0;
  double most = -1e300;
  for (int64_t j = 0; j < k; j++) {
    double owed = deficit[j] + weight[j];
    deficit[j] = owed;
    if (owed > most) {
      most = owed;
      best = j;
    }
  }
  deficit[best] -= 1;
  return best;
}

int main(int argc, char **argv) {
  if (argc != 4) {
    fprintf(stderr, "usage: greedy WEIGHTS DRAWS_BETWEEN_CHANGES SECONDS\n");
    return 2;
  }
  FILE *file = fopen(argv[1], "rb");
  int64_t size[2];
  if (file == NULL || fread(size, sizeof(int64_t), 2, file) != 2) {
    fprintf(stderr, "cannot read %s\n", argv[1]);
    return 1;
  }
  int64_t k = size[0];
  int64_t mixes = size[1];
  double *weights = malloc((size_t)(k * mixes) * sizeof(double));
  double *deficit = calloc((size_t)k, sizeof(double));
  if (weights == NULL || deficit == NULL
      || fread(weights, sizeof(double), (size_t)(k * mixes), file) != (size_t)(k * mixes)) {
    fprintf(stderr, "cannot hold the weights of %s\n", argv[1]);
    return 1;
  }
  fclose(file);
  int64_t every = atoll(argv[2]);
  double seconds = atof(argv[3]);
  /* A repetition takes about 20 million steps over domains. */
  int64_t draws = 20000000 / k > 100 ? 20000000 / k : 100;
  int64_t drawn = 0;
  int64_t mix = 0;
  int64_t sum = 0;
  double best = 1e300;
  double start = now();
  do {
    double from = now();
    for (int64_t n = 0; n < draws; n++) {
      if (every > 0 && drawn % every == 0) {
        mix = (mix + 1) % mixes;
      }
      drawn++;
      sum += draw(deficit, weights + mix * k, k);
    }
    double each = (now() - from) / (double)draws * 1e9;
    if (each < best) {
      best = each;
    }
  } while (now() - start < seconds);
  printf("%.4f\n", best);
  fprintf(stderr, "%lld\n", (long long)sum);
  return 0;
}
