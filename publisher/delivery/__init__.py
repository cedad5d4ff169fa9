"""Once, never twice: compare with ledger and service, then create, fill, skip or stop.

`survey` looks (reading calls only), `plan` decides (pure), `apply` does exactly the plan:

    intent committed → create → the draft's id committed → fill, where create cannot carry content
    → read back and checked → receipt committed

Whatever cuts this short is healed by the next run, which finds the draft by its reference. A call whose answer was not
read in full is written down as uncertain, with the time before which nothing may be written again. A person's work is
never overwritten, and what a person sent, scheduled or deleted is never made again.
"""

from publisher.delivery.acting import Time, apply
from publisher.delivery.deciding import plan
from publisher.delivery.looking import survey
from publisher.delivery.values import Action, Outcome, Step, Survey, Target, Wish, reference

__all__ = ["Action", "Outcome", "Step", "Survey", "Target", "Time", "Wish", "apply", "plan", "reference", "survey"]
