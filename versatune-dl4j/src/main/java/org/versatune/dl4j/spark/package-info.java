/**
 * Composes the rows of a run on Apache Spark, where they do not fit one machine.
 *
 * <p>Needs {@code org.apache.spark:spark-sql_2.12:3.5.9}, which {@code versatune-dl4j} does not
 * bring. {@link org.versatune.dl4j.spark.SparkRows} finds the rows of each domain and {@link
 * org.versatune.dl4j.spark.SparkComposer} composes rounds of them. {@code docs/scale.md} says how
 * it grows.
 */
@NullMarked
package org.versatune.dl4j.spark;

import org.jspecify.annotations.NullMarked;
