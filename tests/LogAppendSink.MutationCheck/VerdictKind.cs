namespace LogAppendSink.MutationCheck;

/// <summary>What became of a mutant.</summary>
internal enum VerdictKind
{
    /// <summary>A test failed: the rule is tested.</summary>
    Killed,

    /// <summary>All tests passed: the rule is not tested.</summary>
    Survived,

    /// <summary>It does not fit the code, does not compile, or its tests do not run.</summary>
    Broken,
}
