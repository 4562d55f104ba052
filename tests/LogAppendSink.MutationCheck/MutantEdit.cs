namespace LogAppendSink.MutationCheck;

/// <summary>A replacement of code by other code.</summary>
/// <param name="Place"><c>Type</c> or <c>Type.Member</c>, where the code alone is not unique in the engine; otherwise null.</param>
/// <param name="Find">The code to find. White space, line breaks and comments are ignored.</param>
/// <param name="Replacement">What takes its place.</param>
internal sealed record MutantEdit(string? Place, string Find, string Replacement);
