/// Every bound of this target, by name and with its unit; the folders add theirs beside what they bound.
public enum Limits {}
