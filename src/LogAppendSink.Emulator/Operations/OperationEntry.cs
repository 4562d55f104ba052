namespace LogAppendSink.Emulator.Operations;

/// <summary>How an operation is requested, and its parameters.</summary>
/// <param name="Method">For example <c>GET</c>.</param>
/// <param name="Subresource">The parameter that selects it, or null for the operation of the method alone.</param>
/// <param name="Operation">The operation.</param>
/// <param name="Parameters">The supported parameters, besides the sub-resource and the common ones.</param>
internal sealed record OperationEntry(string Method, string? Subresource, OssOperation Operation, params string[] Parameters)
{
    public bool Understands(string parameter) => parameter == Subresource || Parameters.Contains(parameter, StringComparer.Ordinal);
}
