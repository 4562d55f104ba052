namespace LogAppendSink.Emulator.Operations;

/// <summary>How one operation is asked for, and which parameters it understands.</summary>
/// <param name="Method">For example <c>GET</c>.</param>
/// <param name="Subresource">The parameter that selects it, or null for the operation of the method alone.</param>
/// <param name="Operation">What is asked for.</param>
/// <param name="Parameters">Those it understands, besides the sub-resource and those of every request.</param>
internal sealed record OperationEntry(string Method, string? Subresource, OssOperation Operation, params string[] Parameters)
{
    public bool Understands(string parameter) => parameter == Subresource || Parameters.Contains(parameter, StringComparer.Ordinal);
}
