// Copyright 2026 the VersaTune for Java authors
// SPDX-License-Identifier: Apache-2.0
package org.versatune.examples.corpora;

import com.google.common.collect.ImmutableList;
import java.nio.file.Path;

/**
 * A domain found in the user's folder.
 *
 * @param name the domain's name
 * @param path the sub-folder or the file that it was found as
 * @param files its files of text, in alphabetical order; none if the sub-folder has none
 */
record UserDomain(String name, Path path, ImmutableList<Path> files) {}
