/**
 * Implements a transformer language model on Deeplearning4j, from text to tokens to a trained
 * network: {@link org.versatune.examples.model.transformer.TransformerSizes} puts it together, and
 * {@link org.versatune.examples.model.transformer.TransformerLanguageModel} lets it write.
 *
 * <p>Read in this order: {@code BytePairTokenizer} (text to tokens), {@code TokenSequences} (tokens
 * to sequences), {@code TransformerBlockLayer} (the mathematics), {@code TransformerSizes} (the
 * layers in a row).
 */
@NullMarked
package org.versatune.examples.model.transformer;

import org.jspecify.annotations.NullMarked;
