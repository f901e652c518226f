// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.model.transformer;

import java.nio.file.Path;
import org.versatune.examples.MadeUpText;
import org.versatune.examples.corpora.Corpora;
import org.versatune.examples.corpora.CorpusOptions;
import org.versatune.examples.corpora.FolderCorpora;
import org.versatune.examples.model.BaseModel;
import org.versatune.examples.model.BytePairTokenizer;
import org.versatune.examples.model.DomainTokens;

/** Three made-up domains as tokens, for a transformer of some thousand parameters. */
record MadeUpTokens(Corpora corpora, BytePairTokenizer tokenizer, DomainTokens data) {
  static final TransformerSizes SIZES = new TransformerSizes(16, 8, 2, 2, 16);

  static MadeUpTokens in(Path folder) {
    Corpora corpora =
        FolderCorpora.read(
            MadeUpText.write(folder), CorpusOptions.defaults().withAllBytes(), line -> {});
    BytePairTokenizer tokenizer = DomainTokens.trainTokenizer(corpora, 280);
    return new MadeUpTokens(
        corpora, tokenizer, DomainTokens.of(corpora, tokenizer, SIZES.length()));
  }

  BaseModel training() {
    return BaseModel.on(data, SIZES).batchSize(6).learningRate(1e-2).steps(60);
  }
}
