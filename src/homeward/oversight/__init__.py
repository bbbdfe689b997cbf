<<<<<<< HEAD
"""The wing in which a State learns from all its cases."""
=======
"""What is learned from all cases."""
>>>>>>> 7f6c558788865d0f68bf67bd7832c9464dcb70f3
