/** The knowledge base: articles that only customers may read. */
@NullMarked
package com.mirage.kb;

import org.jspecify.annotations.NullMarked;
