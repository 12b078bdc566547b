//! LP and MILP backends behind one plain model.
