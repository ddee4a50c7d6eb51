/** Photos that are generated. */
@NullMarked
package com.mirage.photo;

import org.jspecify.annotations.NullMarked;
