/** Who helps: Crisp. */
@NullMarked
package com.mirage.support;

import org.jspecify.annotations.NullMarked;
