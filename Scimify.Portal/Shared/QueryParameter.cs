using System.Linq.Expressions;

namespace Scimify.Portal.Shared;

/// <summary>
/// A value that an expression gives to the database as a parameter. As a constant, it would have EF Core compile a query for each
/// value.
/// </summary>
internal static class QueryParameter
{
    public static MemberExpression Of<T>(T value) => Expression.Property(Expression.Constant(new Holder<T>(value)), nameof(Holder<>.Value));

    private sealed record Holder<T>(T Value);
}
