@NullMarked
package org.versatune.detection.model;

import org.jspecify.annotations.NullMarked;
