package org.versatune.sampling;

import static com.google.common.base.Preconditions.checkArgument;

import org.versatune.DomainDistribution;
import org.versatune.DomainSampler;
import org.versatune.SavedState;

/**
 * Draws domains so that, while weights stay, no domain is ever a whole draw away from the integral
 * of its weight.
 *
 * <p><b>The problem</b> is the chairman assignment: a union of states chooses its chairman each
 * year so that at all times the number of chairmen from each state is within one of the sum of its
 * weights (Tijdeman, "The chairman assignment problem", Discrete Mathematics 32, 1980). The same is
 * known as proportionate fairness on one processor (Baruah, Cohen, Plaxton and Varvel,
 * "Proportionate progress", Algorithmica 15, 1996), whose words release and deadline are used here.
 *
 * <p><b>The rule</b> is earliest deadline first among the eligible, with Tijdeman's windows ({@link
 * DrawWindows}). By his theorem it keeps |draws − target| ≤ 1 − 1/(2k − 2) for every one of k ≥ 2
 * domains at every prefix, the best bound possible for weights in general, provided that the rule
 * knows the weights to come: that is, while they stay as they are.
 *
 * <p><b>Changes of weights</b> are not known in advance, so a change can make several draws due at
 * once, of which all but one will be late. Then (our choice) the domain that would be furthest
 * behind is drawn, not the one that is late for longest: a domain of small weight is late for long
 * when it is behind by little. Among many late domains the eight that are due first compete.
 *
 * <p><b>Weights of zero.</b> What a domain was owed, or was ahead, when its weight fell to zero
 * stays on its account: it is never drawn meanwhile, and goes on from there when its weight comes
 * back. The credits of all domains sum to zero, so the others are off their targets by as much
 * together. Where that leaves nobody eligible, the one with most credit among the eight that will
 * be eligible soonest is let in early (our choice).
 *
 * <p><b>Exactness.</b> Weights and credits are whole numbers ({@link CreditAccount}), times are
 * whole slots, so there is no rounding to drift. Ties go to the lower position; nothing else hangs
 * on the order of the domains.
 *
 * <p><b>Cost.</b> Two heaps, one of domains that wait for their release and one of those that are
 * ready, by deadline. Each draw moves one domain from one to the other on average: O(log k)
 * amortised, O(k) where weights change. A draw allocates nothing.
 */
final class ExactSampler implements DomainSampler {
  /** How many domains compete where nobody is in time or nobody is eligible. */
  private static final int CANDIDATES = 8;

  private final CreditAccount account;
  private final DrawWindows windows;
  private final IndexHeap waiting;
  private final IndexHeap ready;
  private final int[] candidates = new int[CANDIDATES];
  private DomainDistribution weights;

  private ExactSampler(DomainDistribution weights, CreditAccount account) {
    this.weights = weights;
    this.account = account;
    DrawWindows table = new DrawWindows(account.size());
    windows = table;
    waiting =
        new IndexHeap(account.size()) {
          @Override
          boolean before(int a, int b) {
            return table.releasedBefore(a, b);
          }
        };
    ready =
        new IndexHeap(account.size()) {
          @Override
          boolean before(int a, int b) {
            return table.dueBefore(a, b);
          }
        };
    openWindows();
  }

  static ExactSampler start(DomainDistribution weights) {
    return new ExactSampler(weights, new CreditAccount(quanta(weights)));
  }

  static ExactSampler resume(DomainDistribution weights, SavedState state) {
    return new ExactSampler(weights, CreditAccount.resume(quanta(weights), state));
  }

  private static long[] quanta(DomainDistribution weights) {
    return Quanta.of(weights, CreditAccount.DRAW);
  }

  /** Builds both heaps from the account, in O(k) though it may be most domains that are ready. */
  private void openWindows() {
    long slot = account.elapsed() + 1;
    windows.setMarginFor(account.active());
    waiting.clear();
    ready.clear();
    for (int j = 0; j < account.size(); j++) {
      if (account.weight(j) > 0) {
        windows.open(j, account);
        (windows.release(j) <= slot ? ready : waiting).append(j);
      }
    }
    waiting.heapify();
    ready.heapify();
  }

  @Override
  public int next() {
    long slot = account.elapsed() + 1;
    while (!waiting.isEmpty() && windows.release(waiting.peek()) <= slot) {
      ready.add(waiting.poll());
    }
    int drawn;
    if (ready.isEmpty()) {
      drawn = pollMostOwed(waiting, slot, Long.MAX_VALUE);
    } else if (windows.due(ready.peek()) > slot) {
      drawn = ready.poll();
    } else {
      drawn = pollMostOwed(ready, slot, slot);
    }
    account.draw(drawn);
    windows.advance(drawn);
    waiting.add(drawn);
    return drawn;
  }

  /** Takes out of a heap, among its first few due by a slot, the domain that is owed most. */
  private int pollMostOwed(IndexHeap heap, long slot, long dueBy) {
    int found = 0;
    int best = 0;
    while (found < CANDIDATES && !heap.isEmpty() && windows.due(heap.peek()) <= dueBy) {
      candidates[found] = heap.poll();
      if (windows.owedMore(candidates[found], candidates[best], slot)) {
        best = found;
      }
      found++;
    }
    for (int i = 0; i < found; i++) {
      if (i != best) {
        heap.add(candidates[i]);
      }
    }
    return candidates[best];
  }

  @Override
  public void reweigh(DomainDistribution next) {
    reweigh(next, new int[0], 0);
  }

  /**
   * Takes back draws made since the last change of weights, and goes on with other weights. The
   * same weights as before are no change: nothing is taken back then.
   *
   * @param next the new weights
   * @param drawn domains drawn since the last change of weights
   * @param from where in the array the draws to take back start
   * @return whether the weights are others than before
   */
  boolean reweigh(DomainDistribution next, int[] drawn, int from) {
    checkDomains(weights, next);
    if (next.equals(weights)) {
      return false;
    }
    for (int i = from; i < drawn.length; i++) {
      account.undraw(drawn[i]);
    }
    account.reweigh(quanta(next));
    weights = next;
    openWindows();
    return true;
  }

  @Override
  public SavedState state() {
    return account.state();
  }

  static void checkDomains(DomainDistribution current, DomainDistribution next) {
    checkArgument(
        next.domains().equals(current.domains()),
        "the sampler draws from %s domains %s, the new weights are over %s domains %s",
        current.size(),
        current.domains(),
        next.size(),
        next.domains());
  }
}
