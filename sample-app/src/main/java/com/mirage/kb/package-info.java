/** Knowledge bases of customers. */
@NullMarked
package com.mirage.kb;

import org.jspecify.annotations.NullMarked;
