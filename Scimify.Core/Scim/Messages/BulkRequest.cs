using Scimify.Core.Scim.Values;

namespace Scimify.Core.Scim.Messages;

/// <param name="Index">The place in the request, from 0. The answer keeps that order.</param>
/// <param name="Method">POST, PUT, PATCH or DELETE.</param>
/// <param name="BulkId">Required for POST.</param>
/// <param name="Version">From If-Match.</param>
/// <param name="Path">As sent: "/Users" or "/Users/{id}".</param>
/// <param name="Endpoint">"/Users".</param>
/// <param name="ResourceId">Null for POST; may be a reference "bulkId:...".</param>
/// <param name="Data">Null for DELETE.</param>
public sealed record BulkOperation(
    int Index, string Method, string? BulkId, string? Version, string Path, string Endpoint, string? ResourceId, ScimObject? Data);

/// <param name="FailOnErrors">After how many errors to stop; null to go on.</param>
/// <param name="Operations">In the order of the request.</param>
public sealed record BulkRequest(int? FailOnErrors, IReadOnlyList<BulkOperation> Operations)
{
    /// <summary>
    /// Operations that others refer to come first; otherwise the order of the request stays. A circle of references keeps that
    /// order too, and a caller that assigns the ID of each POST beforehand can resolve it.
    /// </summary>
    public IReadOnlyList<BulkOperation> ExecutionOrder()
    {
        var makers = new Dictionary<string, BulkOperation>();
        foreach (var operation in Operations)
        {
            if (operation.BulkId is { } id)
            {
                makers.TryAdd(id, operation);
            }
        }

        var order = new List<BulkOperation>(Operations.Count);
        var entered = new HashSet<int>();
        foreach (var operation in Operations)
        {
            Visit(operation, makers, entered, order);
        }

        return order;
    }

    private static void Visit(
        BulkOperation operation, Dictionary<string, BulkOperation> makers, HashSet<int> entered, List<BulkOperation> order)
    {
        if (!entered.Add(operation.Index))
        {
            return;
        }

        foreach (var id in BulkReferences.In(operation))
        {
            if (makers.TryGetValue(id, out var maker))
            {
                Visit(maker, makers, entered, order);
            }
        }

        order.Add(operation);
    }
}

/// <summary>The result of one operation.</summary>
/// <param name="Operation">From the request.</param>
/// <param name="Status">HTTP status code.</param>
/// <param name="Location">Null if a POST failed.</param>
/// <param name="Version">The new entity tag.</param>
/// <param name="Response">The error message; null for a success.</param>
public sealed record BulkResult(
    BulkOperation Operation, int Status, string? Location, string? Version = null, ScimObject? Response = null);
