using System.Reflection;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Scimify.Core.People;
using Scimify.Portal.Layout;

namespace Scimify.Tests.Features;

public sealed class RoutePolicyTests
{
    private static readonly string[] Open =
        ["/account/welcome", "/denied", "/not-found", "/review", "/setup", "/sign-in", "/sign-in/code", "/sign-in/company", "/sign-in/enrol", "/sign-in/problem"];

    [Fact]
    public void Every_page_names_the_permission_that_it_needs_or_is_one_of_the_open_ones()
    {
        var pages = typeof(App).Assembly.GetTypes().Where(t => t.GetCustomAttributes<RouteAttribute>().Any()).ToList();
        Assert.True(pages.Count > 12, $"Only {pages.Count} pages were found.");
        var open = pages.Where(p => p.GetCustomAttribute<AllowAnonymousAttribute>() is not null).ToList();
        Assert.Equal(Open, open.SelectMany(Routes).Order());
        Assert.All(pages.Except(open), page =>
            Assert.True(Enum.TryParse<Permission>(page.GetCustomAttribute<AuthorizeAttribute>()?.Policy, out _), $"{page.Name} names no permission."));
    }

    private static IEnumerable<string> Routes(Type page) => page.GetCustomAttributes<RouteAttribute>().Select(r => r.Template);
}
