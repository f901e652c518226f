package org.versatune.dl4j;

import com.google.common.collect.ImmutableList;
import org.nd4j.linalg.dataset.DataSet;

/**
 * A batch between drawing and training.
 *
 * @param number its number in the run, from 0
 * @param domains the domain of each row
 * @param draws how many draws of the run it took: those of all workers where several share the
 *     draws
 * @param data the batch itself, outside every workspace
 * @param endsEpoch whether it took the last example of a source under {@link
 *     ExhaustionPolicy#END_EPOCH}
 */
record MixedBatch(
    long number, ImmutableList<String> domains, long draws, DataSet data, boolean endsEpoch) {}
