/**
 * Reads the text of the examples: six domains from pinned archives, or the user's own folders.
 *
 * <p>{@link org.versatune.examples.corpora.BundledCorpora} reads law, medicine, finance, science,
 * code and general text out of libraries and data packages that Maven brings, so that no text of
 * others is kept with the sources. {@link org.versatune.examples.corpora.FolderCorpora} reads text
 * of the user's own. Both give {@link org.versatune.examples.corpora.Corpora}: for each domain a
 * {@link org.versatune.examples.corpora.Corpus} split into training, validation and test documents.
 */
@NullMarked
package org.versatune.examples.corpora;

import org.jspecify.annotations.NullMarked;
