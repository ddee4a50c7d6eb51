/** Who pays: Stripe. */
@NullMarked
package com.mirage.billing;

import org.jspecify.annotations.NullMarked;
