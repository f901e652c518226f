/**
 * Decides which domain the next training example comes from: detection, scheduling, tracking,
 * sampling and simulation of training domains.
 *
 * <p>Guava's immutable collections are in its signatures. Hipparchus, which some rules use to fit
 * curves, has no module descriptor, so its modules are named after its files; no signature has a
 * type of it. LangChain4j has no descriptor either; the judges over served models have types of it
 * in their signatures.
 */
@SuppressWarnings({"module", "requires-automatic", "requires-transitive-automatic"})
module org.versatune {
  requires transitive com.google.common;
  requires transitive org.jspecify;
  requires static transitive com.google.errorprone.annotations;
  requires hipparchus.core;
  requires hipparchus.optim;
  requires hipparchus.stat;
  requires java.net.http;
  requires static carpet.record;
  requires tools.jackson.core;
  requires static micrometer.core;
  // Optional, and not transitive: javac does not find a transitive one where it is missing.
  // org.versatune.detection.model alone uses these.
  requires static langchain4j.core;
  requires static langchain4j.http.client;
  requires static langchain4j.open.ai;

  exports org.versatune;
  exports org.versatune.advice;
  exports org.versatune.detection;
  exports org.versatune.detection.bayes;
  exports org.versatune.detection.model;
  exports org.versatune.record;
  exports org.versatune.sampling;
  exports org.versatune.scheduling;
  exports org.versatune.simulation;
  exports org.versatune.tracking;
  exports org.versatune.trainers;
  exports org.versatune.trainers.losses;
  exports org.versatune.watching;
  // What the modules of this project share; no promise to anybody else.
  exports org.versatune.internal to
      org.versatune.dl4j,
      org.versatune.examples;
}
