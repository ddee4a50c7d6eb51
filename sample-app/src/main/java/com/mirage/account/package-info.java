/** Who the users are. */
@NullMarked
package com.mirage.account;

import org.jspecify.annotations.NullMarked;
