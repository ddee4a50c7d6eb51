/** The own models, on a host of the own. */
@NullMarked
package com.mirage.inference;

import org.jspecify.annotations.NullMarked;
