/** Mirage Studio, an AI photo and chat service, in small. */
@NullMarked
package com.mirage;

import org.jspecify.annotations.NullMarked;
