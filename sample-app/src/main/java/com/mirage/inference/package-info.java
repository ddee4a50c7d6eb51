/** The inference server of Mirage Studio. */
@NullMarked
package com.mirage.inference;

import org.jspecify.annotations.NullMarked;
