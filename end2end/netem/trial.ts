// Whether this machine can have a bad network by `tc netem`: starts one, changes it and ends it.

import { Netem } from "../netem.ts";

const network = await Netem.create();
try {
  await network.blockUdp();
  await network.mend();
} finally {
  await network.close();
}
